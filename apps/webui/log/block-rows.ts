import { LINE_COUNT_STEP } from '#wire/line-counts';

/** An output is read, kept and counted in blocks of so many bytes. */
export const BLOCK = LINE_COUNT_STEP;
/** A longer line is shown in rows of so many bytes. */
export const LONGEST_ROW = 4096;
/** Bytes around a block that tell where its first row begins and its last one ends. */
export const CONTEXT = LONGEST_ROW;

const NEWLINE = 10;
const RETURN = 13;

/** Bytes of an output from byte `at` on. */
export interface Span {
  readonly at: number;
  readonly bytes: Uint8Array;
}

export interface Row {
  /** Of its first byte in the output. */
  readonly offset: number;
  /** Without the newline. */
  readonly bytes: Uint8Array;
  /** Newlines between the beginning of the block and the row. */
  readonly newlines: number;
  /** Whether a line begins here; else it goes on. */
  readonly begins: boolean;
}

/**
 * The rows that begin in one block: lines, or parts of long ones. They depend on nothing but the bytes of the block and
 * CONTEXT before and after it, so that any part of an output can be shown without what is before it.
 */
export class BlockRows {
  readonly count: number;
  /** Newlines of the block and of what belongs to its rows. */
  readonly newlines: number;
  private readonly starts: Uint32Array;
  private readonly ends: Uint32Array;
  private readonly before: Uint32Array;

  /** `span` covers the block, and CONTEXT before and after it as far as the output goes. */
  constructor(
    index: number,
    private readonly span: Span,
  ) {
    const { at, bytes } = span;
    const begin = index * BLOCK - at;
    const end = begin + BLOCK;
    const starts: number[] = [];
    const ends: number[] = [];
    const counts: number[] = [];
    let { start, newlines } = firstRow(bytes, begin);
    // What follows the block is cut off from a line that is long already, and belongs to the next block.
    const limit = end < bytes.length && lineStartNear(bytes, end) === undefined ? characterStart(bytes, end) : Infinity;
    while (start < Math.min(end, limit) && start < bytes.length) {
      const newline = bytes.indexOf(NEWLINE, start);
      const lineEnd = newline < 0 ? bytes.length : newline;
      const rowEnd = Math.min(lineEnd, cut(bytes, start, lineEnd), limit);
      starts.push(start);
      ends.push(rowEnd);
      counts.push(newlines);
      if (rowEnd === newline) newlines++;
      start = rowEnd === newline ? rowEnd + 1 : rowEnd;
    }
    this.count = starts.length;
    this.starts = Uint32Array.from(starts);
    this.ends = Uint32Array.from(ends);
    this.before = Uint32Array.from(counts);
    this.newlines = newlines;
  }

  at(row: number): Row {
    const { at, bytes } = this.span;
    const start = this.starts[row] ?? 0;
    let end = this.ends[row] ?? start;
    if (bytes[end] === NEWLINE && end > start && bytes[end - 1] === RETURN) end--;
    return {
      offset: at + start,
      bytes: bytes.subarray(start, end),
      newlines: this.before[row] ?? 0,
      begins: at + start === 0 || bytes[start - 1] === NEWLINE,
    };
  }

  /** The row that the byte at `offset` is in; the first or last one when it is in none of the block. */
  rowOf(offset: number): number {
    const wanted = offset - this.span.at;
    let low = 0;
    let high = this.count - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.starts[middle] ?? 0) <= wanted) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

/** Where the first row of the block that begins at `begin` is, and how many newlines of the block are before it. */
function firstRow(bytes: Uint8Array, begin: number): { start: number; newlines: number } {
  if (begin === 0) return { start: 0, newlines: 0 };
  const line = lineStartNear(bytes, begin);
  if (line === undefined) {
    const start = characterStart(bytes, begin);
    // The row before ends with it.
    return bytes[start] === NEWLINE ? { start: start + 1, newlines: 1 } : { start, newlines: 0 };
  }
  if (line === begin) return { start: begin, newlines: 0 };
  const newline = bytes.indexOf(NEWLINE, begin);
  const lineEnd = newline < 0 ? bytes.length : newline;
  const end = cut(bytes, line, lineEnd);
  return end < lineEnd || newline < 0 ? { start: end, newlines: 0 } : { start: newline + 1, newlines: 1 };
}

/** Where the line begins that the byte before `place` is in or ends; undefined: farther away than a row is long. */
function lineStartNear(bytes: Uint8Array, place: number): number | undefined {
  // A row that is cut at a character's first byte may be three bytes shorter.
  const farthest = Math.max(0, place - LONGEST_ROW + 4);
  const newline = bytes.lastIndexOf(NEWLINE, place - 1);
  return newline >= farthest ? newline + 1 : undefined;
}

/** Where a row that begins at `start` of a line that ends at `lineEnd` ends. */
function cut(bytes: Uint8Array, start: number, lineEnd: number): number {
  return lineEnd - start <= LONGEST_ROW ? lineEnd : characterStart(bytes, start + LONGEST_ROW);
}

/** The first byte of the UTF-8 character that the byte at `place` is of. */
function characterStart(bytes: Uint8Array, place: number): number {
  for (let back = 0; back < 4; back++) if (((bytes[place - back] ?? 0) & 0xc0) !== 0x80) return place - back;
  return place;
}
