import type { Event } from '#wire/event';
import type { TaskState } from '#wire/states';
import type { TaskColumns } from '#wire/task-columns';
import { columnsOf } from './columns-of';
import { LocalRows } from './local-rows';
import type { RowQuery } from './task-rows';

const COUNT = 25_000;
const ALL: RowQuery = { states: [], name: '', template: '', sort: { by: 'submission', descending: false } };

const changed = (task: string, state: TaskState, attempt = 1): Event => ({
  type: 'task',
  time: '2026-11-20T08:00:04.180Z',
  runID: 1,
  task,
  state,
  attempt,
});

/** A server whose tasks are all QUEUED until told otherwise; `during` happens while an answer is under way. */
class Server {
  readonly states = new Map<string, TaskState>();
  readonly asked: string[] = [];
  during: (first: number) => void = () => undefined;
  count = COUNT;

  readonly read = async (first: number, limit: number): Promise<TaskColumns> => {
    this.asked.push(`${first}+${limit}`);
    const length = Math.max(0, Math.min(limit, this.count - first));
    const tasks = Array.from({ length }, (_, i) => `t_${first + i}`);
    const answer = columnsOf(
      tasks.map((name) => [name, this.states.get(name) ?? 'QUEUED', this.states.has(name) ? 1 : undefined] as const),
      first,
      this.count,
    );
    await Promise.resolve();
    this.during(first);
    return answer;
  };
}

describe('rows of a run that are all here', () => {
  it('come in pages, the first of them small, and read again what was shown before', async () => {
    const server = new Server();
    const rows = new LocalRows(server.read, () => undefined, ALL, await server.read(0, 500));
    expect([rows.shown.length, rows.progress, rows.counts]).toEqual([500, { loaded: 500, total: COUNT }, undefined]);
    await rows.refresh();
    expect(server.asked).toEqual(['0+500', '0+500', '500+10000', '10500+10000', '20500+10000']);
    expect([rows.shown.length, rows.progress]).toEqual([COUNT, { loaded: COUNT, total: COUNT }]);
    expect(rows.counts).toMatchObject({ QUEUED: COUNT, RUNNING: 0 });
    server.states.set('t_3', 'RUNNING');
    await rows.refresh();
    expect(rows.counts).toMatchObject({ RUNNING: 1 });
    rows.close();
  });

  it('are right when something happens while they are read', async () => {
    const server = new Server();
    const rows = new LocalRows(server.read, () => undefined, ALL);
    server.during = (first) => {
      // The answers under way do not know it; t_24999 has not been asked for yet.
      if (first !== 500) return;
      for (const task of ['t_3', 't_600', 't_24999']) {
        server.states.set(task, 'RUNNING');
        rows.apply([changed(task, 'RUNNING')]);
      }
    };
    await rows.refresh();
    expect(rows.counts).toMatchObject({ QUEUED: COUNT - 3, RUNNING: 3 });
    server.during = (first) => {
      if (first === 0) rows.apply([changed('t_3', 'COMPLETED')]);
    };
    await rows.refresh();
    expect(rows.columns.at(3).state).toBe('COMPLETED');
    rows.close();
  });

  it('are read from the start after a reading that failed', async () => {
    const server = new Server();
    const rows = new LocalRows(server.read, () => undefined, ALL);
    server.during = (first) => {
      if (first > 0) throw new Error('unreachable');
    };
    await expect(rows.refresh()).rejects.toThrow('unreachable');
    server.during = () => undefined;
    server.states.set('t_0', 'RUNNING');
    await rows.refresh();
    expect(rows.counts).toMatchObject({ RUNNING: 1 });
    rows.close();
  });

  it('are arranged anew when something happens, in time, and at once when somebody asks', async () => {
    const server = new Server();
    server.count = 5;
    let draw: () => void = () => undefined;
    const rows = new LocalRows(server.read, () => draw(), { ...ALL, states: ['RUNNING'] });
    await rows.refresh();
    expect([...rows.shown]).toEqual([]);
    const drawn = new Promise<void>((resolve) => (draw = resolve));
    expect(rows.apply([changed('t_2', 'RUNNING'), changed('nix', 'RUNNING')])).toBe(true);
    await drawn;
    expect([...rows.shown]).toEqual([2]);
    expect(rows.apply([changed('nix', 'RUNNING')])).toBe(false);
    rows.ask({ ...ALL, name: '[1-3]', sort: { by: 'name', descending: true } });
    expect([...rows.shown]).toEqual([3, 2, 1]);
    rows.ask({ ...ALL, name: '[', sort: { by: 'name', descending: true } });
    expect([[...rows.shown], rows.wrong]).toEqual([[3, 2, 1], expect.stringContaining('regular expression')]);
    rows.ask({ ...ALL, name: '4' });
    expect([[...rows.shown], rows.wrong]).toEqual([[4], '']);
    rows.close();
  });

  it('are there when the first name that is asked for is no regular expression', async () => {
    const server = new Server();
    server.count = 5;
    const rows = new LocalRows(server.read, () => undefined, { ...ALL, name: '(' }, await server.read(0, 500));
    await rows.refresh();
    expect([rows.shown.length, rows.wrong]).toEqual([5, expect.stringContaining('regular expression')]);
    rows.close();
  });

  it('include what a generator adds', async () => {
    const server = new Server();
    server.count = 5;
    const rows = new LocalRows(server.read, () => undefined, ALL);
    await rows.refresh();
    server.count = 11_000;
    await rows.refresh();
    expect([rows.shown.length, rows.counts?.QUEUED]).toEqual([11_000, 11_000]);
    rows.close();
  });
});
