import type { Event } from '#wire/event';
import { urlOf } from '../api/request';

/** Events are handed on together: a run can have thousands a second. */
const BATCH_MS = 150;
const PROBE_MS = 10_000;
const PROBE_TIMEOUT_MS = 5_000;
/** Before the first new try after a refusal, and at most: a run that was removed is refused for ever. */
const RETRY_MS = { first: 1_000, most: 10_000 };
const TYPES: readonly Event['type'][] = ['run', 'run-removed', 'task', 'tasks', 'tasks-added', 'missed'];

export interface FeedListener {
  /** What happened, in order. A `missed` among them: something is not, so read afresh. */
  events(batch: readonly Event[]): void;
  /** Connected: events flow from now on. The first time and after each interruption, when some may have been missed. */
  connected(): void;
  /** `heardAt`: when the connection was last known to be there, milliseconds since 1970. */
  interrupted(heardAt: number): void;
}

/** The server's events, over whatever happens to the connection. `runID` undefined: of all runs. */
export class EventFeed {
  private source: EventSource | undefined;
  private batch: Event[] = [];
  private flushing: ReturnType<typeof setTimeout> | undefined;
  private retrying: ReturnType<typeof setTimeout> | undefined;
  private readonly probing: ReturnType<typeof setInterval>;
  private heard = Date.now();
  private retryMs = RETRY_MS.first;

  constructor(
    private readonly runID: number | undefined,
    private readonly listener: FeedListener,
  ) {
    this.connect();
    this.probing = setInterval(() => void this.probe(), PROBE_MS);
  }

  close(): void {
    clearInterval(this.probing);
    this.disconnect();
  }

  private connect(): void {
    const source = new EventSource(urlOf('/events', { runID: this.runID }));
    this.source = source;
    source.onopen = () => {
      this.heard = Date.now();
      this.retryMs = RETRY_MS.first;
      this.listener.connected();
    };
    source.onerror = () => {
      this.listener.interrupted(this.heard);
      // The browser tries again after a lost connection, with Last-Event-ID; after a refusal it gives up.
      if (source.readyState === EventSource.CLOSED) this.reconnect();
    };
    for (const type of TYPES) {
      source.addEventListener(type, (message: MessageEvent<string>) => this.take(JSON.parse(message.data) as Event));
    }
  }

  private reconnect(): void {
    this.disconnect();
    this.retrying = setTimeout(() => this.connect(), this.retryMs);
    this.retryMs = Math.min(RETRY_MS.most, 1.5 * this.retryMs);
  }

  private disconnect(): void {
    this.source?.close();
    this.source = undefined;
    clearTimeout(this.flushing);
    this.flushing = undefined;
    clearTimeout(this.retrying);
    this.batch = [];
  }

  private take(event: Event): void {
    this.heard = Date.now();
    this.batch.push(event);
    this.flushing ??= setTimeout(() => {
      this.flushing = undefined;
      this.listener.events(this.batch.splice(0));
    }, BATCH_MS);
  }

  /** A connection whose other end has gone without a word looks like one on which nothing happens. */
  private async probe(): Promise<void> {
    if (this.source?.readyState !== EventSource.OPEN || Date.now() - this.heard < PROBE_MS) return;
    try {
      const answer = await fetch('/livez', { signal: AbortSignal.timeout(PROBE_TIMEOUT_MS), cache: 'no-store' });
      if (!answer.ok) throw new Error(answer.statusText);
      this.heard = Date.now();
    } catch {
      if (this.source === undefined) return;
      this.listener.interrupted(this.heard);
      this.reconnect();
    }
  }
}
