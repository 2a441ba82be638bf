import { inject, type InjectionKey, onScopeDispose, provide, watch } from 'vue';
import type { Event } from '#wire/event';
import { settings } from '../settings/settings';
import { EventFeed } from './event-feed';
import { type Freshness, freshness } from './freshness';

/** Events that are interrupted for longer than this leave what is shown stale. */
const STALE_AFTER_MS = 10_000;
/** After a reading that failed, while events flow. */
const READ_AGAIN_MS = 2_000;

/** Something on a page that follows what happens. */
export interface LivePart {
  /** Reads afresh all that it shows; rejects when that fails. Called at the start and when events may have been missed. */
  refresh(): Promise<void>;
  /** Applies what happened to what it shows. Without it, it is refreshed instead. */
  events?(batch: readonly Event[]): void;
}

/** Keeps the parts of one page up to date as the settings say, and says how fresh they are. */
class LivePage {
  private readonly parts = new Map<LivePart, Reading>();
  private feed: EventFeed | undefined;
  private timer: ReturnType<typeof setInterval> | undefined;
  private staleness: ReturnType<typeof setTimeout> | undefined;
  private connected = false;
  private closed = false;
  private freshAt = Date.now();

  constructor(private readonly runID: number | undefined) {}

  /** Starts over, after the mode was chosen. */
  start(): void {
    this.stop();
    const mode = settings.refresh;
    if (mode === 'live') {
      this.show({ kind: 'connecting' });
      this.feed = new EventFeed(this.runID, {
        events: (batch) => this.pass(batch),
        connected: () => this.onConnected(),
        interrupted: () => this.onInterrupted(),
      });
      return;
    }
    void this.refresh();
    if (mode > 0) this.timer = setInterval(() => void this.refresh(), mode * 1000);
  }

  close(): void {
    this.stop();
    this.closed = true;
  }

  add(part: LivePart): void {
    this.parts.set(part, new Reading(part));
    // The others are read as soon as events flow; a part that comes later would wait for nothing.
    if (this.connected || settings.refresh !== 'live') void this.refresh([part]);
  }

  remove(part: LivePart): void {
    this.parts.delete(part);
  }

  /** Reads the parts afresh; never rejects. */
  async refresh(parts: Iterable<LivePart> = this.parts.keys()): Promise<void> {
    const readings = [...parts].flatMap((part) => this.parts.get(part) ?? []);
    const results = await Promise.all(readings.map((reading) => reading.again()));
    if (this.closed) return;
    if (!results.every(Boolean)) {
      this.show({ kind: 'stale', since: this.freshAt });
      // With a timer the next reading is due anyway.
      if (this.connected) setTimeout(() => this.connected && !this.closed && void this.refresh(), READ_AGAIN_MS);
      return;
    }
    const mode = settings.refresh;
    if (mode === 'live' && !this.connected) return;
    this.freshAt = Date.now();
    this.show(mode === 'live' ? { kind: 'live' } : { kind: 'timer', since: this.freshAt, seconds: mode });
  }

  private pass(batch: readonly Event[]): void {
    if (batch.some(({ type }) => type === 'missed')) return void this.refresh();
    for (const part of this.parts.keys()) {
      if (part.events === undefined) void this.refresh([part]);
      else part.events(batch);
    }
  }

  private onConnected(): void {
    clearTimeout(this.staleness);
    this.staleness = undefined;
    this.connected = true;
    void this.refresh();
  }

  private onInterrupted(): void {
    if (this.connected && freshness.now.kind === 'live') this.freshAt = Date.now();
    this.connected = false;
    if (this.staleness !== undefined) return;
    const since = this.freshAt;
    this.show({ kind: 'reconnecting', since });
    this.staleness = setTimeout(() => this.show({ kind: 'stale', since }), STALE_AFTER_MS);
  }

  private stop(): void {
    this.feed?.close();
    this.feed = undefined;
    this.connected = false;
    clearInterval(this.timer);
    clearTimeout(this.staleness);
    this.staleness = undefined;
  }

  private show(now: Freshness): void {
    if (!this.closed) freshness.now = now;
  }
}

/** Readings of one part: whoever asks while one is under way gets another after it, and not one each. */
class Reading {
  private current: Promise<boolean> | undefined;
  private next: Promise<boolean> | undefined;

  constructor(private readonly part: LivePart) {}

  /** Whether it could be read. */
  again(): Promise<boolean> {
    if (this.current === undefined) return this.begin();
    this.next ??= this.current.then(() => {
      this.next = undefined;
      return this.begin();
    });
    return this.next;
  }

  private begin(): Promise<boolean> {
    this.current = this.part
      .refresh()
      .then(
        () => true,
        () => false,
      )
      .finally(() => {
        this.current = undefined;
      });
    return this.current;
  }
}

const PAGE: InjectionKey<LivePage> = Symbol('live page');

/** For the `setup` of a page: its parts, itself included, follow what happens. `runID` undefined: to all runs. */
export function provideLive(runID?: number): void {
  const page = new LivePage(runID);
  provide(PAGE, page);
  own = page;
  watch(
    () => settings.refresh,
    () => page.start(),
    { immediate: true },
  );
  freshness.refresh = () => void page.refresh();
  onScopeDispose(() => {
    page.close();
    if (own !== page) return;
    own = undefined;
    freshness.now = { kind: 'none' };
    freshness.refresh = () => undefined;
  });
}

/** The page that is open, for its own part: `inject` finds only what a parent provides. */
let own: LivePage | undefined;

/** For the `setup` of a page or a part of it, after `provideLive`. Returns what reads the part afresh now. */
export function useLive(part: LivePart): () => Promise<void> {
  const page = inject(PAGE, undefined) ?? own;
  if (page === undefined) throw new Error('provideLive comes first');
  page.add(part);
  onScopeDispose(() => page.remove(part));
  return () => page.refresh([part]);
}
