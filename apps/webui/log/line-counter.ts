import type { LineCounts } from '#wire/line-counts';
import { BLOCK } from './block-rows';

const NEWLINE = 10;

/** How many newlines are in each block of an output, as far as it was counted from its beginning. */
export class LineCounter {
  /** Newlines are counted up to this byte. */
  countedTo = 0;
  private counts: number[] = [];
  /** Entry i: newlines before block i; made when it is needed. */
  private sums: Float64Array | undefined;

  /** Takes what the server has counted; ignored when something before it is not counted. */
  take({ from, size, newlines }: LineCounts): void {
    if (from > this.countedTo || size <= this.countedTo) return;
    this.counts.length = from / BLOCK;
    for (const count of newlines) this.counts.push(count);
    this.countedTo = size;
    this.sums = undefined;
  }

  /** Counts bytes that begin at `offset`; those that are counted already, or that come after a gap, are left out. */
  add(offset: number, bytes: Uint8Array): void {
    const end = offset + bytes.length;
    if (offset > this.countedTo || end <= this.countedTo) return;
    for (let at = this.countedTo; at < end;) {
      const block = Math.floor(at / BLOCK);
      const until = Math.min(end, (block + 1) * BLOCK);
      const count = countNewlines(bytes.subarray(at - offset, until - offset));
      this.counts[block] = (this.counts[block] ?? 0) + count;
      at = until;
    }
    this.countedTo = end;
    this.sums = undefined;
  }

  /** Newlines in a block, as far as they are counted; undefined when the block is not counted at all. */
  in(block: number): number | undefined {
    return this.counts[block];
  }

  /** Newlines before a block; undefined when they are not counted. */
  before(block: number): number | undefined {
    if (block * BLOCK > this.countedTo) return undefined;
    return this.prefixes()[block];
  }

  get total(): number {
    return this.prefixes()[this.counts.length] ?? 0;
  }

  /** The block in which the newline of this number is, the first one being 1; undefined: there are not so many. */
  blockOf(newline: number): number | undefined {
    const sums = this.prefixes();
    if (newline < 1 || newline > this.total) return undefined;
    let low = 0;
    let high = this.counts.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sums[middle + 1] ?? 0) >= newline) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  private prefixes(): Float64Array {
    if (this.sums === undefined) {
      this.sums = new Float64Array(this.counts.length + 1);
      let sum = 0;
      for (let block = 0; block < this.counts.length; block++) this.sums[block + 1] = sum += this.counts[block] ?? 0;
    }
    return this.sums;
  }
}

/** Where the newline of this number is among the bytes, the first one being 1; -1: there are not so many. */
export function findNewline(bytes: Uint8Array, number: number): number {
  let at = -1;
  for (let left = number; left > 0; left--) {
    at = bytes.indexOf(NEWLINE, at + 1);
    if (at < 0) return -1;
  }
  return at;
}

function countNewlines(bytes: Uint8Array): number {
  let count = 0;
  for (const byte of bytes) if (byte === NEWLINE) count++;
  return count;
}
