import type { Event } from '#wire/event';
import { settings } from '../settings/settings';
import { EventFeed } from './event-feed';
import { type Freshness, freshness } from './freshness';
import { Reading } from './reading';

/** Events that are interrupted for longer than this leave what is shown stale. */
const STALE_AFTER_MS = 10_000;
/** After a reading that failed, while events flow. */
const READ_AGAIN_MS = 2_000;

/** Something on a page that follows what happens. */
export interface LivePart {
  /** Reads afresh all that it shows; rejects when that fails. Called at the start and when events may have been missed. */
  refresh(): Promise<void>;
  /**
   * Applies what happened to what it shows. Without it, it is refreshed instead, about once a second at most. Called also
   * during a refresh, whose answer may then be the older one.
   */
  events?(batch: readonly Event[]): void;
  /** Without `events`: whether what happened changes what it shows. Absent: everything does. */
  concerns?(batch: readonly Event[]): boolean;
}

/** Keeps the parts of one page up to date as the settings say, and says how fresh they are. */
export class LivePage {
  private readonly parts = new Map<LivePart, Reading>();
  private feed: EventFeed | undefined;
  private timer: ReturnType<typeof setInterval> | undefined;
  private staleness: ReturnType<typeof setTimeout> | undefined;
  private retry: ReturnType<typeof setTimeout> | undefined;
  /** Since when events flow; undefined: they do not. */
  private connectedAt: number | undefined;
  private closed = false;
  /** What is shown was what is at this time, as far as is known. */
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
        interrupted: (heardAt) => this.onInterrupted(heardAt),
      });
      return;
    }
    void this.refresh();
    if (mode > 0) this.timer = setInterval(() => void this.refresh(), mode * 1000);
  }

  /** Follows nothing for a while; `start` goes on, and reads afresh. */
  rest(): void {
    this.stop();
  }

  close(): void {
    this.stop();
    this.closed = true;
  }

  add(part: LivePart): void {
    this.parts.set(part, new Reading(() => part.refresh()));
    // The others are read as soon as events flow; a part that comes later would wait for nothing.
    if (settings.refresh !== 'live' || freshness.now.kind !== 'connecting') void this.refresh([part]);
  }

  remove(part: LivePart): void {
    this.parts.get(part)?.close();
    this.parts.delete(part);
    this.judge();
  }

  /** Reads the parts afresh; never rejects. */
  async refresh(parts: Iterable<LivePart> = this.parts.keys()): Promise<void> {
    const readings = [...parts].flatMap((part) => this.parts.get(part) ?? []);
    await Promise.all(readings.map((reading) => reading.again()));
    this.judge();
  }

  private pass(batch: readonly Event[]): void {
    if (batch.some(({ type }) => type === 'missed')) return void this.refresh();
    for (const [part, reading] of this.parts) {
      if (part.events !== undefined) part.events(batch);
      else if (part.concerns?.(batch) !== false) reading.soon(() => this.judge());
    }
  }

  private onConnected(): void {
    this.connectedAt = Date.now();
    void this.refresh();
  }

  /** `heardAt`: until when the connection is known to have been there. */
  private onInterrupted(heardAt: number): void {
    if (freshness.now.kind === 'live') this.freshAt = heardAt;
    this.connectedAt = undefined;
    if (this.staleness !== undefined) return;
    this.show({ kind: 'reconnecting', since: this.freshAt });
    this.staleness = setTimeout(() => this.show({ kind: 'stale', since: this.freshAt }), STALE_AFTER_MS);
    // Where events cannot flow at all, a page that cannot follow is better than an empty one.
    if ([...this.parts.values()].some(({ at }) => at === 0)) void this.refresh();
  }

  /** Says how fresh the page is after something was read. */
  private judge(): void {
    if (this.closed || this.parts.size === 0) return;
    const readings = [...this.parts.values()];
    if (readings.some(({ missing }) => missing)) {
      this.stop();
      this.show({ kind: 'none' });
    } else if (readings.some(({ failed }) => failed)) {
      this.show({ kind: 'stale', since: this.freshAt });
      if (this.connectedAt !== undefined) this.readAgain();
    } else this.judgeRead(readings);
  }

  /** Of readings none of which failed. */
  private judgeRead(readings: readonly Reading[]): void {
    const oldest = Math.min(...readings.map(({ at }) => at));
    const mode = settings.refresh;
    if (mode !== 'live') {
      if (oldest === 0) return;
      this.freshAt = oldest;
      this.show({ kind: 'timer', since: oldest, seconds: mode });
    } else if (this.connectedAt === undefined) {
      const { kind } = freshness.now;
      if (oldest <= this.freshAt || (kind !== 'reconnecting' && kind !== 'stale')) return;
      this.freshAt = oldest;
      this.show({ kind, since: oldest });
    } else if (oldest >= this.connectedAt) {
      clearTimeout(this.staleness);
      this.staleness = undefined;
      this.freshAt = Date.now();
      this.show({ kind: 'live' });
    }
  }

  private readAgain(): void {
    this.retry ??= setTimeout(() => {
      this.retry = undefined;
      void this.refresh([...this.parts].filter(([, { failed }]) => failed).map(([part]) => part));
    }, READ_AGAIN_MS);
  }

  private stop(): void {
    this.feed?.close();
    this.feed = undefined;
    this.connectedAt = undefined;
    for (const reading of this.parts.values()) reading.close();
    clearInterval(this.timer);
    clearTimeout(this.staleness);
    clearTimeout(this.retry);
    this.staleness = undefined;
    this.retry = undefined;
  }

  private show(now: Freshness): void {
    if (!this.closed) freshness.now = now;
  }
}
