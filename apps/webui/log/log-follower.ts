import type { LogDocument } from './log-document';

const RETRY_MS = 1_000;
/** Without a byte for so long, it is checked whether the end is still the same. */
const QUIET_MS = 3_000;
const CHECKED_BYTES = 4096;
/** Why a stream is left: it goes on with other bytes than those that were read. */
const OTHER = new Error('the output is not what it was');

/** How what is shown is related to what is being written. */
export type FollowState = 'off' | 'following' | 'interrupted' | 'ended';

/** What a follower needs to know about one output. */
export interface FollowSource {
  stream(from: number, signal: AbortSignal): Promise<ReadableStream<Uint8Array>>;
  size(signal: AbortSignal): Promise<number>;
  range(start: number, end: number, signal: AbortSignal): Promise<Uint8Array>;
  /** Whether the attempt has ended. */
  ended(): boolean;
}

/**
 * Adds to a document what is written, byte for byte: after an interruption it goes on where it was. What is above the cap of
 * an output cannot be followed so, as the middle goes missing while it is written: then the end is read again.
 */
export class LogFollower {
  state: FollowState = 'off';
  private stopping = new AbortController();
  private heard = 0;

  constructor(
    private readonly document: LogDocument,
    private readonly source: FollowSource,
    private readonly changed: () => void,
  ) {}

  start(): void {
    this.stop();
    this.stopping = new AbortController();
    void this.follow(this.stopping.signal);
  }

  stop(): void {
    this.stopping.abort();
    if (this.state !== 'ended') this.show('off');
  }

  private async follow(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const hasEnded = this.source.ended();
      try {
        const isOther = await this.read(signal);
        if (hasEnded && !isOther && (await this.isWhole(signal))) return this.show('ended');
        if (hasEnded || isOther) await this.document.open();
      } catch {
        if (signal.aborted) return;
        this.show('interrupted');
      }
      await pause(RETRY_MS, signal);
    }
  }

  /** Until the stream ends: with the attempt or the server. Resolves with whether the output is not what it was. */
  private async read(signal: AbortSignal): Promise<boolean> {
    const reading = new AbortController();
    const abort = (): void => reading.abort();
    signal.addEventListener('abort', abort);
    const checking = setInterval(() => void this.check(reading), QUIET_MS);
    try {
      const reader = (await this.source.stream(this.document.size, reading.signal)).getReader();
      this.heard = Date.now();
      this.show('following');
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return false;
        this.heard = Date.now();
        this.document.append(value);
      }
    } catch (error) {
      if (reading.signal.reason === OTHER) return true;
      throw error;
    } finally {
      clearInterval(checking);
      signal.removeEventListener('abort', abort);
    }
  }

  private async isWhole(signal: AbortSignal): Promise<boolean> {
    return (await this.source.size(signal)) === this.document.size && this.endIsSame(signal);
  }

  private async check(reading: AbortController): Promise<void> {
    if (Date.now() - this.heard < QUIET_MS || this.source.ended()) return;
    try {
      if (!(await this.endIsSame(reading.signal))) reading.abort(OTHER);
    } catch {
      // The stream itself shows that the server is gone.
    }
  }

  private async endIsSame(signal: AbortSignal): Promise<boolean> {
    const known = this.document.lastBytes(CHECKED_BYTES);
    if (known === undefined || known.bytes.length === 0) return true;
    const end = known.at + known.bytes.length;
    const bytes = await this.source.range(known.at, end, signal);
    return end !== this.document.size || bytes.every((byte, at) => byte === known.bytes[at]);
  }

  private show(state: FollowState): void {
    this.state = state;
    this.changed();
  }
}

/** Resolves after a while, or when aborted. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
