import { locateProblems } from './locate-problems';

const TEXT = '{\n  "tasks": {\n    "a": { "job": {}, "parents": ["bb"] }\n  }\n}';

it('puts problems where their pointers lead, and what is no JSON where the message says', () => {
  const located = locateProblems(TEXT, [
    { pointer: '/tasks/a/parents/0', message: 'There is no task "bb".' },
    { pointer: '', message: 'Not JSON: line 2, column 3: expected a key.' },
    { pointer: '', message: 'This server has no default pool.' },
  ]);
  expect(located.map(({ span }) => span && TEXT.slice(span.start, span.end))).toEqual(['"bb"', '"', undefined]);
  expect(located.map(({ place }) => place)).toEqual([{ line: 3, column: 35 }, { line: 2, column: 3 }, undefined]);
});

it('selects the beginning of a long value, and shows the first of many problems', () => {
  const text = JSON.stringify({ tag: 'x'.repeat(10_000) });
  const problems = Array.from({ length: 1000 }, () => ({ pointer: '/tag', message: 'too long' }));
  const located = locateProblems(text, problems);
  expect(located).toHaveLength(100);
  expect(located[0].span).toEqual({ start: 7, end: 2007 });
});
