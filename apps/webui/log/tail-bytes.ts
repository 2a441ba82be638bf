import type { Span } from './block-rows';

/** Above this, the older half is forgotten. */
const MOST = 8 * 1024 * 1024;

/** The last bytes of an output, to which more are added. */
export class TailBytes {
  private at: number;
  private length: number;

  constructor(
    at: number,
    private buffer: Uint8Array = new Uint8Array(0),
  ) {
    this.at = at;
    this.length = buffer.length;
  }

  get end(): number {
    return this.at + this.length;
  }

  append(bytes: Uint8Array): void {
    if (this.length + bytes.length > this.buffer.length) this.makeRoom(bytes.length);
    this.buffer.set(bytes, this.length);
    this.length += bytes.length;
  }

  /** Bytes from `start` up to but without `end`, which stay as they are; undefined when some of them are not here. */
  span(start: number, end: number): Span | undefined {
    if (start < this.at || end > this.end) return undefined;
    return { at: start, bytes: this.buffer.subarray(start - this.at, end - this.at) };
  }

  /** The old memory is left as it is: spans are views of it. */
  private makeRoom(more: number): void {
    const kept = this.length + more > MOST ? Math.min(this.length, MOST / 2) : this.length;
    const buffer = new Uint8Array(Math.max(2 * (kept + more), 64 * 1024));
    buffer.set(this.buffer.subarray(this.length - kept, this.length));
    this.at += this.length - kept;
    this.buffer = buffer;
    this.length = kept;
  }
}
