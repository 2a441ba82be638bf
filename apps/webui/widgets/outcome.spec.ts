import type { Cause } from '#wire/states';
import { describeOutcome } from './outcome';

it.each<[Cause, number | null, string]>([
  [null, null, ''],
  ['exit', 0, 'exit code 0'],
  ['exit', null, 'exit code ?'],
  ['signal', 137, 'ended by signal 9'],
  ['oom', 137, 'out of memory'],
  ['timeout', 143, 'timed out'],
  ['lost', null, 'lost'],
])('cause %s with rc %s is %s', (cause, rc, words) => {
  expect(describeOutcome(cause, rc)).toBe(words);
});
