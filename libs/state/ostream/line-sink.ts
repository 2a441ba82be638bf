import type { Writable } from 'node:stream';

/** How long `close` waits for a reader that has stalled, in ms. */
const PATIENCE = 2_000;

/**
 * Lines to a stream that may be slow or go away, neither of which is the writer's concern. While more than `limit` bytes
 * wait to be read, lines are dropped; the next line that gets through says how many. When the stream fails this is said
 * once through `complain`, and all further lines go nowhere.
 */
export class LineSink {
  private dropped = 0;
  private broken = false;

  constructor(
    private readonly stream: Writable,
    private readonly limit: number,
    private readonly complain: (message: string) => void,
  ) {
    // Both stay for as long as the stream does: a late EPIPE of stdout must not end the process.
    stream.on('error', (error) => this.fail(error));
    stream.on('drain', () => this.reportDropped());
  }

  /** `lines` is the text of `count` whole lines. */
  write(lines: string, count: number): void {
    if (this.broken) return;
    if (this.stream.writableLength > this.limit) {
      this.dropped += count;
      return;
    }
    this.reportDropped();
    this.stream.write(lines);
  }

  /** Gives what was written a short time to get out. `end`: the stream is ours to end. */
  close(end: boolean): Promise<void> {
    if (this.broken) return Promise.resolve();
    this.reportDropped();
    return new Promise((resolve) => {
      const timer = setTimeout(() => done(), PATIENCE);
      const done = (): void => {
        clearTimeout(timer);
        this.broken = true;
        if (end) this.stream.destroy();
        resolve();
      };
      if (end) this.stream.end(done);
      else this.stream.write('', done);
    });
  }

  private reportDropped(): void {
    if (this.dropped === 0 || this.broken) return;
    const note = { event: 'lines-dropped', count: this.dropped, reason: 'the reader of this stream was too slow' };
    this.dropped = 0;
    this.stream.write(`${JSON.stringify(note)}\n`);
  }

  private fail(error: Error): void {
    if (this.broken) return;
    this.broken = true;
    this.complain(`daggy: no more events are written to the stream (${error.message}); runs go on without it`);
  }
}
