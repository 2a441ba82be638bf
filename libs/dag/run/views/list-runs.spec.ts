import { RunIndex } from '../../engine/run-index';
import type { RunRecord } from '../run-record';
import { RUN_STATES } from '../states';
import type { Turns } from './turns';
import { listRuns, RUN_SORT_KEYS, RUNS_AT_ONCE, type RunQuery } from './list-runs';

function record(runID: number, fields: Partial<RunRecord> = {}): RunRecord {
  const taskCounts = { QUEUED: 1, RUNNING: 0, RETRY: 0, COMPLETED: 0, ERRORED: 0, KILLED: 0 };
  const base = { tag: '', pool: 'default', state: 'QUEUED', submitTime: runID, lastUpdate: runID } as const;
  return { runID, ...base, taskCount: 1, taskCounts, ...fields };
}

function indexOf(records: readonly RunRecord[]): RunIndex {
  const index = new RunIndex();
  for (const each of records) index.put(each);
  return index;
}

/** Records with equal and missing values of every key. */
const records = Array.from({ length: 60 }, (_, i): RunRecord => {
  const startTime = i % 3 === 0 ? undefined : 1000 - (i % 7);
  const stopTime = i % 4 === 0 ? undefined : 2000 + (i % 5);
  return record(i + 1, {
    tag: `tag-${i % 6}`,
    state: RUN_STATES[i % RUN_STATES.length],
    submitTime: 500 + ((i * 17) % 23),
    lastUpdate: 3000 + ((i * 13) % 31),
    startTime,
    stopTime,
  });
});
/** As if nothing ever took long. */
const turns: Turns = { over: () => false, next: () => Promise.resolve() };

async function allPages(index: RunIndex, query: Omit<RunQuery, 'after'>): Promise<number[][]> {
  const pages: number[][] = [];
  let after: RunQuery['after'];
  do {
    if (pages.length > 1000) throw new Error('the list has no end');
    const { items, next } = await listRuns(index, { ...query, after }, turns);
    pages.push(items.map(({ runID }) => runID));
    after = next;
  } while (after);
  return pages;
}

describe('listRuns', () => {
  const index = indexOf(records);
  const orders = RUN_SORT_KEYS.flatMap((key) => [true, false].map((descending) => ({ key, descending })));

  it.each(orders)('has every run once, in order, over pages, by $key, descending $descending', async (order) => {
    const pages = await allPages(index, { ...order, limit: 7 });
    const sign = order.descending ? -1 : 1;
    const expected = [...records].sort((a, b) => {
      const [x, y] = [a[order.key], b[order.key]];
      if (x === undefined || y === undefined) {
        return x === y ? sign * (a.runID - b.runID) : x === undefined ? 1 : -1;
      }
      return x === y ? sign * (a.runID - b.runID) : x < y ? -sign : sign;
    });
    expect(pages.flat()).toEqual(expected.map(({ runID }) => runID));
    expect(pages.map((page) => page.length)).toEqual([7, 7, 7, 7, 7, 7, 7, 7, 4]);
  });

  it.each(['runID', 'tag'] as const)('filters, by %s', async (key) => {
    const filter = {
      states: new Set(['QUEUED', 'KILLED'] as const),
      tag: (tag: string) => tag !== 'tag-0',
      since: 505,
      until: 520,
    };
    const expected = records.filter(
      ({ state, tag, submitTime }) =>
        (state === 'QUEUED' || state === 'KILLED') && tag !== 'tag-0' && submitTime >= 505 && submitTime < 520,
    );
    const found = (await allPages(index, { key, descending: false, limit: 3, ...filter })).flat();
    expect(found.sort((a, b) => a - b)).toEqual(expected.map(({ runID }) => runID));
    expect(expected.length).toBeGreaterThan(3);
  });

  it('has no next page when the last one is full', async () => {
    const { items, next } = await listRuns(index, { key: 'runID', descending: true, limit: 60 }, turns);
    expect([items.length, next]).toEqual([60, undefined]);
  });

  it('looks at a bounded number of runs in a call by id, and goes on where it stopped', async () => {
    const many = indexOf(
      Array.from({ length: 2 * RUNS_AT_ONCE + 1 }, (_, i) => record(i + 1, { tag: i === 0 ? 'first' : '' })),
    );
    let looked = 0;
    const tag = (text: string): boolean => {
      looked++;
      return text === 'first';
    };
    const found: (readonly number[])[] = [];
    for (let after: RunQuery['after'], done = false; !done;) {
      looked = 0;
      const { items, next } = await listRuns(many, { key: 'runID', descending: true, limit: 5, tag, after }, turns);
      expect(looked).toBeLessThanOrEqual(RUNS_AT_ONCE);
      found.push(items.map(({ runID }) => runID));
      after = next;
      done = next === undefined;
    }
    expect(found).toEqual([[], [], [1]]);
  });

  it('lets others have their turn in other orders', async () => {
    const many = indexOf(Array.from({ length: 2 * RUNS_AT_ONCE + 1 }, (_, i) => record(i + 1, { submitTime: -i })));
    let breaths = 0;
    const next = (): Promise<void> => {
      breaths++;
      return Promise.resolve();
    };
    const query = { key: 'submitTime', descending: true, limit: 2 } as const;
    const { items } = await listRuns(many, query, { over: () => false, next });
    expect([items.map(({ runID }) => runID), breaths]).toEqual([[1, 2], 2]);
  });

  it.each(['runID', 'submitTime'] as const)('does not go on for longer than its turn, by %s', async (key) => {
    let sinceTurn = 0;
    let looked = 0;
    const tag = (): boolean => {
      looked++;
      sinceTurn++;
      expect(sinceTurn).toBeLessThanOrEqual(5);
      return false;
    };
    const slow: Turns = {
      over: () => sinceTurn >= 5,
      next: () => {
        sinceTurn = 0;
        return Promise.resolve();
      },
    };
    let after: RunQuery['after'];
    do {
      const { items, next } = await listRuns(index, { key, descending: true, limit: 9, tag, after }, slow);
      expect(items).toEqual([]);
      sinceTurn = 0;
      after = next;
    } while (after);
    expect(looked).toBe(records.length);
  });
});
