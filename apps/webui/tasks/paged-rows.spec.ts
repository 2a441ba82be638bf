import type { TaskList, TaskSummary } from '#wire/task';
import { type Query, Refused } from '../api/request';
import { PagedRows } from './paged-rows';
import type { RowQuery } from './task-rows';

const ALL: RowQuery = { states: [], name: '', template: '', sort: { by: 'submission', descending: false } };
const summary = (name: string): TaskSummary => ({
  name,
  template: 't',
  state: 'QUEUED',
  attempts: 0,
  startTime: null,
  stopTime: null,
  rc: null,
  cause: null,
  waitingFor: null,
});

/** Pages of a name each, the second one empty. */
function pages(asked: Query[]): (query: Query) => Promise<TaskList> {
  return (query) => {
    asked.push(query);
    const page = Number(query.cursor ?? 0);
    const items = page === 1 ? [] : [summary(`${query.name ?? 'all'}_${page}`)];
    return Promise.resolve({ items, nextCursor: page === 3 ? null : String(page + 1) });
  };
}
const names = ({ shown, columns }: PagedRows): string[] => [...shown].map((row) => columns.name[row]);
const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

describe('rows of a run that is too large to be here', () => {
  it('are read as they are scrolled to, empty pages passed over', async () => {
    const asked: Query[] = [];
    const rows = new PagedRows(pages(asked), () => undefined, 1e6, ALL);
    await rows.refresh();
    expect([names(rows), rows.more, rows.progress]).toEqual([['all_0'], true, { loaded: 1, total: 1e6 }]);
    rows.reachEnd();
    rows.reachEnd();
    await turn();
    expect(names(rows)).toEqual(['all_0', 'all_2']);
    rows.reachEnd();
    await turn();
    rows.reachEnd();
    expect([names(rows), rows.more, asked.length]).toEqual([['all_0', 'all_2', 'all_3'], false, 4]);
    await rows.refresh();
    expect([names(rows).length, asked.length]).toEqual([3, 8]);
  });

  it('are those of the last question, whatever comes late', async () => {
    const waiting: (() => void)[] = [];
    const answer = pages([]);
    const late = async (query: Query): Promise<TaskList> => {
      await new Promise<void>((resolve) => waiting.push(resolve));
      return answer(query);
    };
    const rows = new PagedRows(late, () => undefined, 1e6, ALL);
    const first = rows.refresh();
    rows.ask({ ...ALL, name: 'x' });
    rows.ask({ ...ALL, name: 'y', states: ['QUEUED'], sort: { by: 'name', descending: true } });
    expect(waiting).toHaveLength(3);
    for (const go of waiting.reverse()) {
      go();
      await turn();
    }
    await first;
    expect(names(rows)).toEqual(['y_0']);
  });

  it('come from the server, which sorts by what it can', async () => {
    const asked: Query[] = [];
    const rows = new PagedRows(pages(asked), () => undefined, 1e6, ALL);
    rows.ask({ states: ['QUEUED'], name: 'x', template: 't', sort: { by: 'name', descending: true } });
    rows.ask({ ...ALL, sort: { by: 'startTime', descending: true } });
    expect(asked).toEqual([
      { state: ['QUEUED'], name: 'x', template: 't', sort: undefined, cursor: undefined, limit: 1_000 },
      { state: undefined, name: undefined, template: undefined, sort: '-startTime', cursor: undefined, limit: 1_000 },
    ]);
    await turn();
  });

  it('are none when the server does not take the name, and it says why', async () => {
    const answer = pages([]);
    const problem = { type: '', title: '', status: 400, detail: 'refused', code: 'invalid-request' } as const;
    const read = (query: Query): Promise<TaskList> =>
      query.name === '(?=x)' ? Promise.reject(new Refused(problem)) : answer(query);
    const rows = new PagedRows(read, () => undefined, 1e6, { ...ALL, name: '(?=x)' });
    await rows.refresh();
    expect([names(rows), rows.wrong, rows.more]).toEqual([[], 'refused', false]);
    rows.ask({ ...ALL, name: 'x' });
    await turn();
    expect([names(rows), rows.wrong, rows.more]).toEqual([['x_0'], '', true]);
  });

  it('go on being read after a refresh came between', async () => {
    const rows = new PagedRows(pages([]), () => undefined, 1e6, ALL);
    await rows.refresh();
    rows.reachEnd();
    await rows.refresh();
    rows.reachEnd();
    await turn();
    expect(names(rows)).toEqual(['all_0', 'all_2']);
  });

  it('are right when something happens while they are read', async () => {
    const event = { type: 'task', time: '2026-11-20T08:00:04.180Z', runID: 1, state: 'RUNNING', attempt: 1 } as const;
    const answer = pages([]);
    const during = async (query: Query): Promise<TaskList> => {
      const list = await answer(query);
      rows.apply(list.items.map(({ name }) => ({ ...event, task: name })));
      return list;
    };
    const rows = new PagedRows(during, () => undefined, 1e6, ALL);
    await rows.refresh();
    rows.reachEnd();
    await turn();
    expect([0, 1].map((row) => rows.columns.at(row).state)).toEqual(['RUNNING', 'RUNNING']);
  });

  it('follow events', async () => {
    const rows = new PagedRows(pages([]), () => undefined, 1e6, ALL);
    await rows.refresh();
    const event = { type: 'task', time: '2026-11-20T08:00:04.180Z', runID: 1, state: 'RUNNING', attempt: 1 } as const;
    expect([rows.apply([{ ...event, task: 'all_0' }]), rows.apply([{ ...event, task: 'nix' }])]).toEqual([true, false]);
    expect(rows.columns.at(0).state).toBe('RUNNING');
  });
});
