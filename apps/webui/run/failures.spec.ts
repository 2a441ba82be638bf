import type { TaskSummary } from '#wire/task';
import { byTimeOfFailure, type Failure, groupFailures, lastLineOf } from './failures';

const failure = (task: string, lastLine: string, rc = 1): Failure => ({
  task,
  attempt: 1,
  rc,
  cause: 'exit',
  lastLine,
});

it('failures that look alike are together, numbers aside, the first ones first', () => {
  const groups = groupFailures([
    failure('a_1', 'no host 10.0.0.1'),
    failure('b', 'full'),
    failure('a_2', 'no host 10.0.0.22'),
    failure('c', 'full', 2),
  ]);
  expect(groups.map(({ rc, lastLine, failures }) => [rc, lastLine, failures.map(({ task }) => task).join()])).toEqual([
    [1, 'no host 10.0.0.1', 'a_1,a_2'],
    [1, 'full', 'b'],
    [2, 'full', 'c'],
  ]);
});

it('failures are in the order of their ends', () => {
  const tasks = [{ stopTime: '2' }, { stopTime: '1' }, { stopTime: null }] as TaskSummary[];
  expect(byTimeOfFailure(tasks).map(({ stopTime }) => stopTime)).toEqual([null, '1', '2']);
});

it.each([
  ['', ''],
  ['one\ntwo\n\n  \n', 'two'],
  ['10 %\r50 %\r100 %\r\n', '100 %'],
  ['\x1b[1;31mERROR\x1b[0m: \x1b]0;title\x07bad\x1b]8;;http://x\x1b\\ link\x07', 'ERROR: bad link'],
  ['<script>alert(1)</script>', '<script>alert(1)</script>'],
  ['x'.repeat(9_999), 'x'.repeat(500)],
])('the last line of %j is %j', (output, line) => {
  expect(lastLineOf(output)).toBe(line);
});
