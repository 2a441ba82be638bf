const NEWLINE = 10;

/** Of a longer line only the beginning is kept: one line may be all of an output. */
const LONGEST_LINE = 64 * 1024;

export interface Line {
  /** Of its first byte. */
  readonly offset: number;
  /** Without the newline. */
  readonly bytes: Uint8Array;
}

/** Cuts chunks that follow one another into lines. */
export class LineSplitter {
  private offset = 0;
  private lineOffset = 0;
  /** The beginning of a line whose end has not come yet. */
  private head: Uint8Array = new Uint8Array(0);

  /** The lines that end in this chunk; their bytes are views that hold until the next call. */
  *push(chunk: Uint8Array): Generator<Line> {
    let from = 0;
    for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, from)) {
      yield { offset: this.lineOffset, bytes: this.join(chunk.subarray(from, at)) };
      this.head = new Uint8Array(0);
      from = at + 1;
      this.lineOffset = this.offset + from;
    }
    // Copied, because the chunk's memory is its reader's.
    this.head = Uint8Array.from(this.join(chunk.subarray(from)));
    this.offset += chunk.length;
  }

  /** The last line when no newline ended it. */
  *end(): Generator<Line> {
    if (this.offset > this.lineOffset) yield { offset: this.lineOffset, bytes: this.head };
  }

  private join(rest: Uint8Array): Uint8Array {
    if (this.head.length === 0) return rest.length > LONGEST_LINE ? rest.subarray(0, LONGEST_LINE) : rest;
    const joined = new Uint8Array(Math.min(LONGEST_LINE, this.head.length + rest.length));
    joined.set(this.head);
    joined.set(rest.subarray(0, joined.length - this.head.length), this.head.length);
    return joined;
  }
}
