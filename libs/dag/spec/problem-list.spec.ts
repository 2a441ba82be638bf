import { place, ProblemList } from './problem-list';

describe('ProblemList', () => {
  it('holds up to 1,000 problems as they are', () => {
    const problems = new ProblemList();
    expect(problems.isEmpty).toBe(true);
    for (let at = 0; at < 1_000; at++) problems.add(`/${at}`, 'x');
    expect(problems.isEmpty).toBe(false);
    expect(problems.list()).toHaveLength(1_000);
    expect(problems.list()[999]).toEqual({ pointer: '/999', message: 'x' });
  });

  it('ends with how many more there are, which are not even put in words', () => {
    const problems = new ProblemList();
    let made = 0;
    for (let at = 0; at < 5_000; at++) {
      problems.addLater(() => {
        made++;
        return { pointer: '', message: 'x' };
      });
    }
    expect(made).toBe(1_000);
    expect(problems.list()).toHaveLength(1_000);
    expect(problems.list()[999].message).toBe('There are 4,001 more problems; correct these first.');
  });
});

describe('place', () => {
  it('escapes as JSON pointers ask', () => {
    expect(place('/a', 'b/c', '~', 0, '')).toBe('/a/b~1c/~0/0/');
  });

  it('stops before a key that would fill the answer', () => {
    expect(place('/a', 'b', 'x'.repeat(301), 'c')).toBe('/a/b');
  });
});
