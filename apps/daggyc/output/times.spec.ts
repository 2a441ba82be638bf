import { duration, localTime, span } from './times';

describe('duration', () => {
  it.each([
    [-5, '0.0s'],
    [4_240, '4.2s'],
    [59_940, '59.9s'],
    [59_960, '1m 00s'],
    [185_000, '3m 05s'],
    [3_599_600, '1h 00m'],
    [7_620_000, '2h 07m'],
    [86_399_999, '1d 00h'],
    [273_600_000, '3d 04h'],
  ])('%d ms are %s', (ms, text) => {
    expect(duration(ms)).toBe(text);
  });
});

describe('times', () => {
  it('are - while there are none', () => {
    expect([localTime(null), span(null, null)]).toEqual(['-', '-']);
  });

  it('go on until now while there is no end', () => {
    const start = '2026-11-20T08:00:00.000Z';
    expect(span(start, null, Date.parse(start) + 90_000)).toBe('1m 30s');
    expect(span(start, '2026-11-20T08:00:01.500Z')).toBe('1.5s');
    expect(localTime(start)).toMatch(/^2026-11-\d\d \d\d:\d\d:00$/);
  });
});
