import { coresText, heardText, memoryText, type Runner } from './pool-words';

const runner: Runner = {
  url: 'http://ingest-1:2504',
  state: 'up',
  total: { cores: 30, memoryMB: 98_304 },
  free: { cores: 26.75, memoryMB: 90_112 },
  running: 2,
  heardTime: null,
};

it('says how much of a runner is in use', () => {
  expect([coresText(runner), memoryText(runner)]).toEqual(['3.3 of 30 cores', '8 of 96 GB']);
  const small = { ...runner, total: { cores: 1, memoryMB: 2048 }, free: { cores: 1, memoryMB: 2000 } };
  expect(memoryText(small)).toBe('48 of 2,048 MB');
  expect([coresText({ ...runner, free: null }), memoryText({ ...runner, total: null })]).toEqual([
    'unknown',
    'unknown',
  ]);
});

it('says how long ago a runner was heard', () => {
  const now = Date.parse('2026-11-20T08:00:00Z');
  const ago = (ms: number) => heardText(new Date(now - ms).toISOString(), now);
  expect([ago(-5_000), ago(900), ago(3_000), ago(59_000), ago(90_000)]).toEqual([
    'just now',
    'just now',
    '3 s ago',
    '59 s ago',
    '1 m 30 s ago',
  ]);
  expect(heardText(null, now)).toBe('never');
});
