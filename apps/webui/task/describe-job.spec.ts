import { environmentOf, otherFields, shellText } from './describe-job';

describe('a job', () => {
  it.each([
    [{ command: ['/bin/echo', 'a b', "it's", ''] }, `/bin/echo 'a b' 'it'\\''s' ''`],
    [{ commandString: "echo 'a b'" }, "echo 'a b'"],
    [{ durationMs: 5 }, undefined],
  ])('%j as text', (job, text) => {
    expect(shellText(job)).toBe(text);
  });

  it('has an environment, written either way', () => {
    const both = [
      ['DATE', '2026-11-20'],
      ['QUERY', 'a=b'],
      ['EMPTY', ''],
    ];
    expect(environmentOf({ environment: ['DATE=2026-11-20', 'QUERY=a=b', 'EMPTY'] })).toEqual(both);
    expect(environmentOf({ environment: { DATE: '2026-11-20', QUERY: 'a=b', EMPTY: '' } })).toEqual(both);
    expect(environmentOf({})).toEqual([]);
  });

  it('has other fields', () => {
    expect(otherFields({ command: ['x'], cores: 2, workDir: '/data', cpuMax: ['a'] })).toEqual([
      ['cores', '2'],
      ['workDir', '/data'],
      ['cpuMax', '["a"]'],
    ]);
  });
});
