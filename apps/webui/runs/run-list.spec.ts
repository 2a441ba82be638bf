import type { Event } from '#wire/event';
import { NO_FILTER } from './run-filter';
import { concernsPage, readRunPage } from './run-list';

const time = '2026-11-20T08:00:00.000Z';
const task = (runID: number): Event => ({
  type: 'task',
  time,
  runID,
  task: 'a',
  state: 'RUNNING',
  attempt: 1,
  rc: null,
  cause: null,
});

describe('a page of runs', () => {
  const shown = new Set([7]);

  it('is concerned by what is on it, and by runs that may come to be', () => {
    expect(concernsPage([task(7)], shown, NO_FILTER)).toBe(true);
    expect(concernsPage([task(8)], shown, NO_FILTER)).toBe(false);
    expect(concernsPage([task(8)], shown, { ...NO_FILTER, key: 'lastUpdate' })).toBe(true);
    expect(concernsPage([{ type: 'run', time, runID: 8, state: 'QUEUED' }], shown, NO_FILTER)).toBe(true);
    expect(concernsPage([{ type: 'run-removed', time, runID: 8 }], shown, NO_FILTER)).toBe(false);
    expect(concernsPage([{ type: 'run-removed', time, runID: 7 }], shown, NO_FILTER)).toBe(true);
  });

  /** A server of which every answer holds `items` runs, and that goes on `more` times. */
  function serve(items: number, more: number): string[] {
    const asked: string[] = [];
    const answer = (url: string) => {
      asked.push(url);
      const limit = Number(new URL(url, 'http://daggy').searchParams.get('limit'));
      const body = {
        items: Array.from({ length: Math.min(items, limit) }),
        nextCursor: asked.length > more ? null : `c${asked.length}`,
      };
      return Promise.resolve(new Response(JSON.stringify(body), { status: 200 }));
    };
    Object.assign(globalThis, { fetch: answer });
    return asked;
  }
  const read = () => readRunPage(NO_FILTER, undefined, 0, new AbortController().signal);

  it('is filled from as many answers as it takes', async () => {
    const asked = serve(20, 2);
    expect(await read()).toMatchObject({ next: null, runs: { length: 50 } });
    expect(asked).toEqual([
      '/api/v1/dagruns?limit=50',
      '/api/v1/dagruns?limit=30&cursor=c1',
      '/api/v1/dagruns?limit=10&cursor=c2',
    ]);
  });

  it('ends where the list ends, and does not search for ever', async () => {
    serve(0, 0);
    expect(await read()).toMatchObject({ runs: [], next: null });
    const asked = serve(0, 1000);
    expect(await read()).toMatchObject({ runs: [], next: 'c10' });
    expect(asked).toHaveLength(10);
  });
});
