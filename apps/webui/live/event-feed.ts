import type { Event } from '#wire/event';
import { urlOf } from '../api/request';

/** Events are handed on together: a run can have thousands a second. */
const BATCH_MS = 150;
const HEARTBEAT_SECONDS = 5;
/** A connection on which nothing was heard for longer has another end that is gone, or out of reach. */
const MOST_SILENCE_MS = 12_000;
const CHECK_MS = 1_000;
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
  private readonly checking: ReturnType<typeof setInterval>;
  private heard = Date.now();
  private retryMs = RETRY_MS.first;

  constructor(
    private readonly runID: number | undefined,
    private readonly listener: FeedListener,
  ) {
    this.connect();
    this.checking = setInterval(() => this.check(), CHECK_MS);
  }

  close(): void {
    clearInterval(this.checking);
    this.disconnect();
  }

  private connect(): void {
    const source = new EventSource(urlOf('/events', { runID: this.runID, heartbeatSeconds: HEARTBEAT_SECONDS }));
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
    source.addEventListener('heartbeat', () => (this.heard = Date.now()));
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

  private check(): void {
    if (this.source?.readyState !== EventSource.OPEN || Date.now() - this.heard < MOST_SILENCE_MS) return;
    this.listener.interrupted(this.heard);
    this.reconnect();
  }
}
