import type { TimedAttempt } from './attempt-log';
import { criticalPath } from './critical-path';
import { dependenciesOf } from './dependencies';
import { findWaits } from './waits';

/** `task start stop`; stop 0: runs; a `!` at the end: failed. */
function attempts(...texts: string[]): TimedAttempt[] {
  const counts = new Map<string, number>();
  return texts.map((text) => {
    const [task = '', start, stop] = text.replace('!', '').split(' ');
    const attempt = (counts.get(task) ?? 0) + 1;
    counts.set(task, attempt);
    const end = Number(stop) === 0 ? undefined : Number(stop);
    const ended =
      end === undefined ? { rc: null, cause: null } : { rc: text.endsWith('!') ? 1 : 0, cause: 'exit' as const };
    return {
      task,
      template: task.replace(/_\d+$/, ''),
      attempt,
      start: Number(start),
      stop: end,
      ...ended,
      where: 'pool default',
    };
  });
}

const STATES = ['QUEUED', 'RUNNING', 'RETRY', 'COMPLETED', 'ERRORED', 'KILLED'] as const;

function graphOf(edges: Record<string, string[]>) {
  const name = [...new Set([...Object.keys(edges), ...Object.values(edges).flat()])];
  const pairs = Object.entries(edges).flatMap(([child, parents]) => parents.map((parent) => [parent, child] as const));
  const parent = pairs.map(([each]) => name.indexOf(each));
  const child = pairs.map(([, each]) => name.indexOf(each));
  return { name, parent, child };
}

function byTask(edges: Record<string, string[]>) {
  const { name, parent, child } = graphOf(edges);
  const nodes = { name, template: name.map(() => 0), state: name.map(() => 0) };
  return dependenciesOf({
    by: 'task',
    states: [...STATES],
    templates: ['x'],
    nodes,
    edges: { parent, child },
    taskCount: 1,
  });
}

function byTemplate(edges: Record<string, string[]>, same: readonly string[] = []) {
  const { name, parent, child } = graphOf(edges);
  const nodes = { name, instances: name.map(() => 1), counts: name.map(() => [0, 0, 0, 0, 0, 0]) };
  const ties = child.map((index) => (same.includes(name[index] ?? '') ? ['DATE'] : []));
  return dependenciesOf({
    by: 'template',
    states: [...STATES],
    nodes,
    edges: { parent, child, same: ties },
    taskCount: 1,
  });
}

const names = (list: readonly TimedAttempt[], path: readonly number[]) =>
  path.map((index) => `${list[index]?.task}#${list[index]?.attempt}`);

describe('waits', () => {
  it('begin with the run, the last parent, or the attempt before', () => {
    const list = attempts('a 110 200', 'b 105 300', 'c 320 400!', 'c 450 500', 'd 501 0');
    const { ready, after } = findWaits(list, byTask({ c: ['a', 'b'], d: ['c'] }), 100);
    expect([...ready]).toEqual([100, 100, 300, 400, 500]);
    expect([...after]).toEqual([-1, -1, 1, 2, 3]);
  });

  it('go by the parents of the time when an attempt started, whatever was run again later', () => {
    const list = attempts('a 100 200', 'b 210 300', 'a 400 500');
    const { ready, after } = findWaits(list, byTask({ b: ['a'] }), 100);
    expect([...ready]).toEqual([100, 200, 200]);
    expect([...after]).toEqual([-1, 0, 0]);
  });

  it('do not wait for a failed attempt of a parent', () => {
    const list = attempts('a 100 200', 'a 205 300!', 'b 310 400');
    expect([...findWaits(list, byTask({ b: ['a'] }), 100).after]).toEqual([-1, 0, 0]);
  });

  it('go by all tasks of a template where tasks are not told, and are unknown where pairs are', () => {
    const list = attempts('a_1 100 200', 'a_2 100 250', 'b_1 260 300', 'c_1 310 400');
    const plain = findWaits(list, byTemplate({ b: ['a'], c: ['b'] }), 100);
    expect([...plain.ready]).toEqual([100, 100, 250, 300]);
    expect([...findWaits(list, byTemplate({ b: ['a'], c: ['b'] }, ['b']), 100).ready]).toEqual([100, 100, NaN, 300]);
  });
});

describe('the critical path', () => {
  it('goes back from the last end over what was waited for last', () => {
    const list = attempts('a 100 200', 'b 100 300', 'side 100 390', 'c 320 400!', 'c 450 500', 'd 501 600');
    const waits = findWaits(list, byTask({ c: ['a', 'b'], d: ['c'], side: [] }), 100);
    expect(names(list, criticalPath(list, waits, 600))).toEqual(['b#1', 'c#1', 'c#2', 'd#1']);
  });

  it('ends with what still runs', () => {
    const list = attempts('a 100 200', 'b 210 0', 'c 210 250');
    const waits = findWaits(list, byTask({ b: ['a'], c: ['a'] }), 100);
    expect(names(list, criticalPath(list, waits, 900))).toEqual(['a#1', 'b#1']);
  });

  it('is empty without attempts, and ends where times are the same', () => {
    expect(criticalPath([], findWaits([], byTask({}), 0), 0)).toEqual([]);
    const circle = { ready: Float64Array.of(0, 0), after: Int32Array.of(1, 0) };
    expect(criticalPath(attempts('a 1 2', 'b 1 2'), circle, 2)).toHaveLength(2);
  });

  it('of 100,000 attempts is found in a moment', () => {
    const list = attempts(...Array.from({ length: 100_000 }, (_, at) => `w_${at} ${at} ${at + 50}`));
    const begin = performance.now();
    criticalPath(list, findWaits(list, byTemplate({ w: [] }), 0), 1);
    expect(performance.now() - begin).toBeLessThan(1500);
  });
});
