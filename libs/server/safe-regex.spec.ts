import { compileFilter } from './safe-regex';

function filterOf(pattern: string): (text: string) => boolean {
  const compiled = compileFilter(pattern);
  if (!compiled.ok) throw new Error(compiled.reason);
  return compiled.filter;
}

describe('compileFilter', () => {
  it('matches anywhere unless anchored', () => {
    expect(filterOf('gest')('ingest-1')).toBe(true);
    expect(filterOf('^gest')('ingest-1')).toBe(false);
    expect(filterOf('(?i)INGEST-\\d+$')('ingest-17')).toBe(true);
  });

  it.each(['(', '[z-a]', '(?=x)', '\\1', 'a{1001}', '', 'x'.repeat(1001), '(a|b){400}'])(
    'refuses %p with a reason',
    (pattern) => {
      expect(compileFilter(pattern)).toEqual({ ok: false, reason: expect.stringMatching(/\w{3}/) });
    },
  );

  it.each(['(a+)+$', '(a|aa)+$', '(x+x+)+y', '(.*)(.*)(.*)(.*)(.*)b', '(a?){50}a{50}b', '[ab]*a[ab]{400}c'])(
    'takes time in proportion to the text for %s',
    (pattern) => {
      const filter = filterOf(pattern);
      const begin = performance.now();
      filter(`${'a'.repeat(30_000)}!`);
      expect(performance.now() - begin).toBeLessThan(3_000);
    },
  );

  it('gives up a pattern that takes too long over many texts', () => {
    const compiled = compileFilter('[ab]*a[ab]{400}c', 20);
    if (!compiled.ok) throw new Error(compiled.reason);
    const text = `${'abbab'.repeat(2_000)}c`;
    const all = () => {
      for (let i = 0; i < 10_000; i++) compiled.filter(`${i}${text}`);
    };
    expect(all).toThrow(expect.objectContaining({ status: 400 }));
  });
});
