import type { Event } from '#wire/event';
import { Refused } from '../api/request';
import { settings } from '../settings/settings';
import { FakeEventSource } from './fake-event-source';
import { freshness } from './freshness';
import { LivePage, type LivePart } from './live-page';

const START = Date.parse('2026-11-20T08:00:00Z');
const EVENT: Event = { type: 'run', time: '2026-11-20T08:00:00.000Z', runID: 1, state: 'RUNNING' };

let page: LivePage;
/** Whether what the server sends arrives. */
let alive: boolean;
let beating: ReturnType<typeof setInterval>;

beforeEach(() => {
  jest.useFakeTimers({ now: START });
  Object.assign(globalThis, { EventSource: FakeEventSource });
  FakeEventSource.made = [];
  settings.refresh = 'live';
  alive = true;
  beating = setInterval(beat, 5_000);
  page = new LivePage(undefined);
});
afterEach(() => {
  page.close();
  jest.useRealTimers();
});

/** As a server does it, to all of its clients. */
function beat(): void {
  if (!alive) return;
  for (const source of FakeEventSource.made) {
    if (source.readyState === FakeEventSource.OPEN) source.send({ type: 'heartbeat' });
  }
}

const later = (ms: number) => jest.advanceTimersByTimeAsync(ms);
const since = (ms: number) => START + ms;

/** A part that counts its readings; `fail` makes them fail, `ms` is how long they take. */
function part(options: Partial<LivePart> = {}) {
  const made = {
    readings: 0,
    fail: false,
    ms: 0,
    async refresh() {
      made.readings++;
      if (made.ms > 0) await new Promise((resolve) => setTimeout(resolve, made.ms));
      if (made.fail) throw new Error('refused');
    },
    ...options,
  };
  page.add(made);
  return made;
}

async function goLive(): Promise<void> {
  FakeEventSource.newest.open();
  await later(0);
}

describe('a live page', () => {
  beforeEach(() => page.start());

  it('is live only when it was read after it was connected', async () => {
    const shown = part();
    shown.ms = 500;
    expect([freshness.now.kind, shown.readings]).toEqual(['connecting', 0]);
    FakeEventSource.newest.open();
    await later(499);
    expect([freshness.now.kind, shown.readings]).toEqual(['connecting', 1]);
    await later(1);
    expect(freshness.now).toEqual({ kind: 'live' });
  });

  it('follows nothing while it rests, and reads afresh when it goes on', async () => {
    const shown = part();
    await goLive();
    page.rest();
    expect(FakeEventSource.newest.readyState).toBe(FakeEventSource.CLOSED);
    await later(60_000);
    expect([FakeEventSource.made.length, shown.readings]).toEqual([1, 1]);
    page.start();
    await goLive();
    expect([freshness.now.kind, shown.readings]).toEqual(['live', 2]);
  });

  it('says nothing of what does not exist, and asks no more', async () => {
    const problem = {
      type: 'about:blank',
      title: 'Not Found',
      status: 404,
      detail: '',
      code: 'run-not-found',
    } as const;
    const refresh = jest.fn(() => Promise.reject(new Refused(problem)));
    part({ refresh });
    FakeEventSource.newest.refuse();
    await later(60_000);
    expect(refresh).toHaveBeenCalledTimes(1);
    expect([freshness.now.kind, FakeEventSource.made.length]).toEqual(['none', 1]);
  });

  it('is not live before each of its parts was read', async () => {
    const quick = part();
    part().ms = 100;
    FakeEventSource.newest.open();
    await later(50);
    await page.refresh([quick]);
    expect(freshness.now.kind).toBe('connecting');
    await later(50);
    expect(freshness.now.kind).toBe('live');
  });

  it('says since when a connection is lost, then that it is stale, and is live when it was read again', async () => {
    const shown = part();
    await goLive();
    await later(60_000);
    FakeEventSource.newest.lose();
    // The last heartbeat is what is known.
    expect(freshness.now).toEqual({ kind: 'reconnecting', since: since(60_000) });
    await later(9_999);
    FakeEventSource.newest.lose();
    await later(1);
    expect(freshness.now).toEqual({ kind: 'stale', since: since(60_000) });
    const { readings } = shown;
    shown.ms = 300;
    FakeEventSource.newest.open();
    await later(299);
    expect(freshness.now.kind).toBe('stale');
    await later(1);
    expect([freshness.now.kind, shown.readings]).toEqual(['live', readings + 1]);
    await later(60_000);
    expect(freshness.now.kind).toBe('live');
  });

  it('does not take the time of a loss that is noticed late for the time of the last news', async () => {
    part();
    await goLive();
    await later(7_000);
    // The computer slept for an hour.
    jest.setSystemTime(START + 3_600_000);
    FakeEventSource.newest.lose();
    expect(freshness.now).toEqual({ kind: 'reconnecting', since: since(5_000) });
  });

  it('finds out that the server has gone without a word', async () => {
    part();
    await goLive();
    await later(5_000);
    alive = false;
    await later(11_999);
    expect(freshness.now.kind).toBe('live');
    await later(1);
    expect(freshness.now).toEqual({ kind: 'reconnecting', since: since(5_000) });
    await later(1_000);
    expect(FakeEventSource.made).toHaveLength(2);
    FakeEventSource.newest.open();
    await later(0);
    expect(freshness.now.kind).toBe('live');
  });

  it('connects anew after a refusal, such as that of a server that is still starting', async () => {
    part();
    await goLive();
    FakeEventSource.newest.lose();
    FakeEventSource.newest.refuse();
    await later(1_000);
    FakeEventSource.newest.refuse();
    await later(1_500);
    expect(FakeEventSource.made).toHaveLength(3);
    FakeEventSource.newest.open();
    await later(0);
    expect(freshness.now.kind).toBe('live');
  });

  it('shows what there is where events cannot flow, and does not call it live', async () => {
    const shown = part();
    FakeEventSource.newest.refuse();
    await later(0);
    expect([freshness.now.kind, shown.readings]).toEqual(['reconnecting', 1]);
    await later(1_000);
    FakeEventSource.newest.refuse();
    await later(9_000);
    expect(freshness.now).toEqual({ kind: 'stale', since: since(0) });
    await page.refresh();
    expect(freshness.now).toEqual({ kind: 'stale', since: since(10_000) });
  });

  it('asks less often the longer it is refused', async () => {
    await goLive();
    FakeEventSource.newest.lose();
    for (let ms = 0; ms < 600_000; ms += 500) {
      if (FakeEventSource.newest.readyState === FakeEventSource.CONNECTING) FakeEventSource.newest.refuse();
      await later(500);
    }
    expect(FakeEventSource.made.length).toBeGreaterThan(55);
    expect(FakeEventSource.made.length).toBeLessThan(70);
  });

  it('is stale while a part cannot be read, whatever the others say, and reads only that one again', async () => {
    const good = part();
    const bad = part();
    await goLive();
    await later(3_000);
    bad.fail = true;
    await page.refresh();
    await page.refresh();
    expect(freshness.now.kind).toBe('stale');
    const before = [good.readings, bad.readings];
    await later(6_000);
    expect([good.readings, bad.readings]).toEqual([before[0], before[1] + 3]);
    await page.refresh([good]);
    expect(freshness.now.kind).toBe('stale');
    bad.fail = false;
    await later(2_000);
    expect(freshness.now.kind).toBe('live');
  });

  it('forgets the failure of a part that has gone', async () => {
    part();
    const bad = part();
    bad.fail = true;
    await goLive();
    expect(freshness.now.kind).toBe('stale');
    page.remove(bad);
    expect(freshness.now.kind).toBe('live');
  });

  it('reads about once a second, however many events there are', async () => {
    const shown = part();
    await goLive();
    for (let ms = 0; ms < 10_000; ms++) {
      FakeEventSource.newest.send(EVENT);
      await later(1);
    }
    expect(shown.readings).toBeGreaterThanOrEqual(10);
    expect(shown.readings).toBeLessThanOrEqual(11);
    const { readings } = shown;
    await later(5_000);
    // The last event is not left out.
    expect(shown.readings).toBe(readings + 1);
  });

  it('rests for as long as a reading takes', async () => {
    const shown = part();
    shown.ms = 3_000;
    await goLive();
    for (let ms = 0; ms < 30_000; ms += 100) {
      if (FakeEventSource.newest.readyState === FakeEventSource.OPEN) FakeEventSource.newest.send(EVENT);
      await later(100);
    }
    expect(shown.readings).toBeLessThanOrEqual(6);
    expect(shown.readings).toBeGreaterThanOrEqual(5);
  });

  it('does not read what is not concerned', async () => {
    const shown = part({ concerns: ([event]) => event.type === 'run-removed' });
    await goLive();
    FakeEventSource.newest.send(EVENT);
    await later(2_000);
    expect(shown.readings).toBe(1);
    FakeEventSource.newest.send({ ...EVENT, type: 'run-removed' });
    await later(2_000);
    expect(shown.readings).toBe(2);
  });

  it('hands events on in order and together, and reads afresh what has missed some', async () => {
    const batches: Event['type'][][] = [];
    const shown = part({ events: (batch) => void batches.push(batch.map(({ type }) => type)) });
    await goLive();
    FakeEventSource.newest.send(EVENT);
    FakeEventSource.newest.send({ ...EVENT, type: 'run-removed' });
    await later(200);
    expect([batches, shown.readings]).toEqual([[['run', 'run-removed']], 1]);
    FakeEventSource.newest.send({ type: 'missed' });
    await later(200);
    expect([batches.length, shown.readings]).toEqual([1, 2]);
  });

  it('leaves nothing behind when it is closed', async () => {
    part();
    await goLive();
    FakeEventSource.newest.send(EVENT);
    await later(200);
    page.close();
    expect(FakeEventSource.newest.readyState).toBe(FakeEventSource.CLOSED);
    clearInterval(beating);
    expect(jest.getTimerCount()).toBe(0);
  });
});

describe('a page that is read by the clock', () => {
  it('is read at the start and every so many seconds, without events', async () => {
    settings.refresh = 5;
    page.start();
    const shown = part();
    await later(0);
    expect(freshness.now).toEqual({ kind: 'timer', since: since(0), seconds: 5 });
    await later(10_000);
    expect([shown.readings, freshness.now]).toEqual([3, { kind: 'timer', since: since(10_000), seconds: 5 }]);
    expect(FakeEventSource.made).toHaveLength(0);
  });

  it('says as of when it is when a reading fails, and recovers with the next', async () => {
    settings.refresh = 5;
    page.start();
    const shown = part();
    await later(0);
    shown.fail = true;
    await later(10_000);
    expect(freshness.now).toEqual({ kind: 'stale', since: since(0) });
    shown.fail = false;
    await later(5_000);
    expect(freshness.now).toEqual({ kind: 'timer', since: since(15_000), seconds: 5 });
  });

  it('is read only when asked to when the clock is off', async () => {
    settings.refresh = 0;
    page.start();
    const shown = part();
    await later(0);
    await later(3_600_000);
    expect(shown.readings).toBe(1);
    await page.refresh();
    expect([shown.readings, freshness.now]).toEqual([2, { kind: 'timer', since: since(3_600_000), seconds: 0 }]);
  });
});
