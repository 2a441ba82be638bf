import { describeBox, failedBoxes, taskCounts } from './summary';
import { type Picture, STACK } from './picture';

/** A stack of 3, closed or open, and one task. */
const stack: Picture = {
  by: 'template',
  states: ['QUEUED', 'RUNNING', 'RETRY', 'COMPLETED', 'ERRORED', 'KILLED'],
  nodes: 2,
  names: ['pull', 'report'],
  instances: Uint32Array.of(3, 1),
  owner: new Uint32Array(0),
  state: Uint8Array.of(STACK, 0),
  counts: Uint32Array.of(0, 0, 0, 2, 1, 0, 1, 0, 0, 0, 0, 0),
  taskCount: 4,
  size: { width: 1, height: 1 },
  x: new Float32Array(2),
  y: new Float32Array(2),
  width: new Float32Array(2),
  height: new Float32Array(2),
  links: {
    items: 2,
    from: new Uint32Array(0),
    to: new Uint32Array(0),
    points: new Float32Array(0),
    starts: new Uint32Array(1),
    joins: new Float32Array(0),
  },
};
const open: Picture = {
  ...stack,
  names: ['pull', 'report', 'pull_1', 'pull_2', 'pull_3'],
  owner: Uint32Array.of(0, 0, 0),
  state: Uint8Array.of(STACK, 0, 3, 4, 3),
};

it('counts tasks by state', () => {
  const counts = { QUEUED: 1, RUNNING: 0, RETRY: 0, COMPLETED: 2, ERRORED: 1, KILLED: 0 };
  expect([taskCounts(stack), taskCounts(open)]).toEqual([counts, counts]);
  const tasks: Picture = { ...stack, by: 'task', state: Uint8Array.of(3, 3), counts: new Uint32Array(0) };
  expect(taskCounts(tasks)).toEqual({ ...counts, QUEUED: 0, ERRORED: 0 });
});

it('finds failures: the closed stack, or the instance in an open one', () => {
  expect([[...failedBoxes(stack)], [...failedBoxes(open)]]).toEqual([[0], [3]]);
});

it('describes boxes with signs and words', () => {
  expect(describeBox(stack, 0)).toEqual({ name: 'pull', lines: ['3 instances', '✓ 2 COMPLETED', '✗ 1 ERRORED'] });
  expect(describeBox(open, 3)).toEqual({ name: 'pull_2', lines: ['✗ ERRORED'] });
});
