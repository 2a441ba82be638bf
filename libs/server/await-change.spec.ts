import { Feed } from '#dag/engine/feed';
import { awaitChange } from './await-change';

const change = { type: 'run', time: 0, runID: 1, state: 'RUNNING' } as const;

describe('awaitChange', () => {
  it('resolves with the change after which it holds, and listens no longer', async () => {
    const feed = new Feed();
    let looks = 0;
    let holds = false;
    const waiting = awaitChange(feed, () => (looks++, holds), {});
    feed.publish([change]);
    holds = true;
    feed.publish([change]);
    await waiting;
    feed.publish([change]);
    expect(looks).toBe(3);
  });

  it('resolves at once when it holds already, or nobody waits any more', async () => {
    await awaitChange(new Feed(), () => true, {});
    await awaitChange(new Feed(), () => false, { signal: AbortSignal.abort() });
  });

  it('gives up after its time, and when it is told to', async () => {
    const feed = new Feed();
    const begin = performance.now();
    await awaitChange(feed, () => false, { ms: 30 });
    expect(performance.now() - begin).toBeGreaterThan(25);
    const gone = new AbortController();
    const looks = jest.fn(() => false);
    const waiting = awaitChange(feed, looks, { signal: gone.signal });
    gone.abort();
    await waiting;
    feed.publish([change]);
    expect(looks).toHaveBeenCalledTimes(1);
  });
});
