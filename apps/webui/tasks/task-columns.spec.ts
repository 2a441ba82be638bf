import { columnsOf } from './columns-of';
import { TaskColumns, type TaskEvent } from './task-columns';

const TIME = '2026-11-20T08:00:04.180Z';
const event = (task: string, state: TaskEvent['state'], attempt: number, rest: object = {}): TaskEvent => ({
  type: 'task',
  time: TIME,
  runID: 1,
  task,
  state,
  attempt,
  ...rest,
});

function sample(): TaskColumns {
  const columns = new TaskColumns();
  columns.put(
    columnsOf(
      [
        ['a_1', 'COMPLETED', 100],
        ['a_2', 'RUNNING', 200],
      ],
      0,
      3,
    ),
  );
  columns.put(columnsOf([['b', 'QUEUED']], 2));
  return columns;
}

describe('columns of tasks', () => {
  it('hold what was put there, page by page', () => {
    const columns = sample();
    expect([0, 1, 2].map((row) => columns.at(row))).toEqual([
      { name: 'a_1', template: 'a', state: 'COMPLETED', attempts: 1, start: 100, stop: 110, rc: 0, cause: 'exit' },
      { name: 'a_2', template: 'a', state: 'RUNNING', attempts: 1, start: 200, stop: NaN, rc: null, cause: null },
      { name: 'b', template: 'b', state: 'QUEUED', attempts: 0, start: NaN, stop: NaN, rc: null, cause: null },
    ]);
    expect([...columns.counts]).toEqual([1, 1, 0, 1, 0, 0]);
    expect([columns.find('b'), columns.find('c')]).toEqual([2, undefined]);
    expect([columns.duration(0, 1000), columns.duration(1, 1000), columns.duration(2, 1000)]).toEqual([10, 800, NaN]);
  });

  it('take the same again, and more, without counting twice', () => {
    const columns = sample();
    columns.put(
      columnsOf(
        [
          ['a_1', 'ERRORED', 100],
          ['a_2', 'COMPLETED', 200],
        ],
        0,
        4,
      ),
    );
    columns.put(
      columnsOf(
        [
          ['b', 'QUEUED'],
          ['c_1', 'QUEUED'],
        ],
        2,
      ),
    );
    expect([...columns.counts]).toEqual([2, 0, 0, 1, 1, 0]);
    expect([columns.count, columns.at(3).name, columns.templates]).toEqual([4, 'c_1', ['a', 'b', 'c']]);
  });

  it('follow events', () => {
    const columns = sample();
    expect(columns.apply(event('b', 'RUNNING', 1))).toBe(2);
    expect(columns.at(2)).toMatchObject({ state: 'RUNNING', attempts: 1, start: Date.parse(TIME), stop: NaN });
    expect(columns.apply(event('b', 'ERRORED', 1, { rc: 3, cause: 'exit' }))).toBe(2);
    expect(columns.at(2)).toMatchObject({ state: 'ERRORED', stop: Date.parse(TIME), rc: 3, cause: 'exit' });
    expect(columns.apply(event('b', 'QUEUED', 1))).toBe(2);
    expect(columns.at(2)).toMatchObject({ state: 'QUEUED', rc: 3 });
    expect([...columns.counts]).toEqual([1, 1, 0, 1, 0, 0]);
    expect(columns.rough[2]).toBe(1);
    expect(columns.apply(event('nix', 'RUNNING', 1))).toBe(-1);
  });

  it('know what is old: an attempt starts once', () => {
    const columns = sample();
    expect(columns.apply(event('a_1', 'RUNNING', 1))).toBe(-1);
    columns.apply(event('a_1', 'RUNNING', 2));
    expect(columns.apply(event('a_1', 'ERRORED', 1, { rc: 1, cause: 'exit' }))).toBe(-1);
    expect(columns.at(0)).toMatchObject({ state: 'RUNNING', attempts: 2 });
  });

  it('take tasks from lists', () => {
    const columns = sample();
    columns.apply(event('b', 'RUNNING', 1));
    const summary = {
      template: 'b',
      attempts: 1,
      startTime: TIME,
      stopTime: null,
      rc: null,
      cause: null,
      waitingFor: null,
    };
    columns.putSummary({ ...summary, name: 'b', state: 'RUNNING' });
    columns.putSummary({ ...summary, name: 'd', state: 'RUNNING' });
    expect([columns.count, columns.at(3).name, columns.rough[2]]).toEqual([4, 'd', 0]);
    expect([...columns.counts]).toEqual([0, 3, 0, 1, 0, 0]);
  });
});
