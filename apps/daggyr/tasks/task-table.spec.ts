import type { AttemptResult } from '#dag/run/outcome';
import { fits, freeOf } from './admission';
import { KnownIDs } from './known-ids';
import { TaskTable } from './task-table';

const TOTAL = { cores: 1, memoryMB: 100 };
const LIMITS = { cpuMax: null, memoryMax: null, ioMax: null, pidsMax: null };
const NO_SHORTAGE = { reason: undefined, revision: 0 };
const RESULT: AttemptResult = {
  outcome: { cause: 'exit', rc: 0 },
  startTime: 0,
  stopTime: 0,
  outputBytes: 0,
  errorBytes: 0,
  truncated: false,
  executorLog: '',
};

describe('room', () => {
  it('ten times 0.1 cores are one core, and three times a third', () => {
    const tenth = { cores: 0.1, memoryMB: 10 };
    expect(fits(tenth, freeOf(TOTAL, Array(9).fill(tenth)))).toBe(true);
    expect(freeOf(TOTAL, Array(10).fill(tenth))).toEqual({ cores: 0, memoryMB: 0 });
    const third = { cores: 1 / 3, memoryMB: 1 };
    expect(fits(third, freeOf(TOTAL, [third, third]))).toBe(true);
    expect(fits(third, freeOf(TOTAL, [third, third, third]))).toBe(false);
  });

  it('what takes next to nothing takes something', () => {
    const tiny = { cores: 1e-9, memoryMB: 1e-9 };
    expect(freeOf(TOTAL, [tiny])).toEqual({ cores: 0.999999, memoryMB: 99.999999 });
  });
});

it('there is no room for more tasks than may run at once', () => {
  const table = new TaskTable(TOTAL, 2, () => undefined, NO_SHORTAGE);
  const tiny = { cores: 0.1, memoryMB: 1 };
  table.admit('a', tiny, LIMITS, 0);
  expect(table.judge('b', tiny, table.free).kind).toBe('fits');
  const b = table.admit('b', tiny, LIMITS, 0);
  expect(table.judge('c', tiny, table.free).kind).toBe('no-room');
  table.end(b, RESULT);
  expect(table.judge('c', tiny, table.free).kind).toBe('fits');
});

describe('ends', () => {
  const add = (table: TaskTable, id: string) => table.admit(id, { cores: 0.001, memoryMB: 0.01 }, LIMITS, 0);

  it('are told from a place on, without those that were forgotten', () => {
    const table = new TaskTable(TOTAL, 4_000, () => undefined, NO_SHORTAGE);
    const [a, b, c] = ['a', 'b', 'c'].map((id) => add(table, id));
    for (const task of [c, a, b]) table.end(task, RESULT);
    table.forget('a');
    const since = (place: number) => table.endedSince(place).map(({ taskID }) => taskID);
    expect([since(0), since(1), since(3), table.finished]).toEqual([['c', 'b'], ['b'], [], 3]);
  });

  it('hold at most 50,000 results, and forget the oldest', () => {
    const dropped: string[] = [];
    const table = new TaskTable(TOTAL, 4_000, ({ taskID }) => dropped.push(taskID), NO_SHORTAGE);
    for (let i = 0; i < 50_100; i++) {
      table.end(add(table, `t${i}`), RESULT);
      if (i < 200 && i % 2 === 0) table.forget(`t${i}`);
    }
    expect(dropped).toEqual([]);
    for (let i = 50_100; i < 50_103; i++) table.end(add(table, `t${i}`), RESULT);
    expect(dropped).toEqual(['t1', 't3', 't5']);
    expect([table.find('t5'), table.find('t7')?.taskID, table.endedSince(0).length]).toEqual([undefined, 't7', 50_000]);
    // A repetition of its start that was long on its way starts nothing.
    expect(table.judge('t5', { cores: 0.1, memoryMB: 1 }, table.free).kind).toBe('known');
  });
});

it('a forgotten id is known as long as 100,000 others were not forgotten after it', () => {
  const ids = new KnownIDs(3);
  for (const id of ['a', 'b', 'c', 'd', 'e']) ids.add(id);
  expect(['c', 'd', 'e', 'x'].map((id) => ids.has(id))).toEqual([true, true, true, false]);
  ids.add('f');
  ids.add('g');
  expect(['a', 'b', 'e', 'f', 'g'].map((id) => ids.has(id))).toEqual([false, false, true, true, true]);
});
