import { BLOCK, type BlockRows, type Row } from './block-rows';
import type { LogDocument } from './log-document';
import { type Piece, styledText } from './styled-text';
import { wrap } from './wrap';

/** Of a block of which nothing is known. */
const TYPICAL_ROWS = 800;

/** A row as it is shown: with wrapping, one of several that a row of the output takes. */
export interface ShownRow {
  readonly key: string;
  /** Of the first byte of the row of the output. */
  readonly offset: number;
  /** Undefined: not counted yet, or the line goes on here. */
  readonly line?: number;
  readonly pieces: readonly Piece[];
}

const decoder = new TextDecoder();

/** Where every row of an output is, in rows from its beginning; estimated for blocks that are not in memory. */
export class RowLayout {
  /** Entry i: rows before block i. */
  private sums = new Float64Array(1);
  private readonly wrapped = new WeakMap<BlockRows, Uint32Array>();

  /** `columns`: where longer rows are wrapped; undefined: they are not. */
  constructor(
    private readonly document: LogDocument,
    private readonly columns: number | undefined,
  ) {
    this.update();
  }

  /** After a change of the document. */
  update(): void {
    const count = this.document.blockCount;
    const { perNewline, perBlock } = this.averages();
    const sums = new Float64Array(count + 1);
    for (let block = 0; block < count; block++) {
      const share = Math.min(1, (this.document.size - block * BLOCK) / BLOCK);
      const known = this.document.known(block);
      const newlines = this.document.lines.in(block);
      const estimate = newlines === undefined ? perBlock * share : newlines * perNewline;
      sums[block + 1] = (sums[block] ?? 0) + (known ? this.rowsOf(known) : Math.max(1, Math.round(estimate)));
    }
    this.sums = sums;
  }

  get total(): number {
    return this.sums[this.sums.length - 1] ?? 0;
  }

  rowsIn(block: number): number {
    return (this.sums[block + 1] ?? 0) - (this.sums[block] ?? 0);
  }

  rowsBefore(block: number): number {
    return this.sums[Math.min(block, this.sums.length - 1)] ?? 0;
  }

  blockOfRow(row: number): number {
    let low = 0;
    let high = Math.max(0, this.sums.length - 2);
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.sums[middle + 1] ?? 0) > row) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** Row within its block in which the byte at `offset` is. */
  rowOf(rows: BlockRows, offset: number): number {
    const row = rows.rowOf(offset);
    return this.columns === undefined ? row : (this.prefixes(rows, this.columns)[row] ?? 0);
  }

  /** A row of a block that is in memory. */
  show(block: number, rows: BlockRows, place: number): ShownRow {
    if (this.columns === undefined) return this.shown(block, rows.at(place), 0, undefined);
    const prefixes = this.prefixes(rows, this.columns);
    let row = 0;
    let high = rows.count - 1;
    while (row < high) {
      const middle = Math.ceil((row + high) / 2);
      if ((prefixes[middle] ?? 0) <= place) row = middle;
      else high = middle - 1;
    }
    return this.shown(block, rows.at(row), place - (prefixes[row] ?? 0), this.columns);
  }

  private shown(block: number, row: Row, part: number, columns: number | undefined): ShownRow {
    const pieces = styledText(decoder.decode(row.bytes));
    return {
      key: `${row.offset}.${part}`,
      offset: row.offset,
      line: row.begins && part === 0 ? this.document.lineOf(block, row.newlines) : undefined,
      pieces: columns === undefined ? pieces : (wrap(pieces, columns)[part] ?? []),
    };
  }

  private rowsOf(rows: BlockRows): number {
    return this.columns === undefined ? rows.count : (this.prefixes(rows, this.columns)[rows.count] ?? 0);
  }

  /** Entry i: shown rows before row i of the block. */
  private prefixes(rows: BlockRows, columns: number): Uint32Array {
    const made = this.wrapped.get(rows);
    if (made !== undefined) return made;
    const prefixes = new Uint32Array(rows.count + 1);
    for (let row = 0; row < rows.count; row++) {
      const { bytes } = rows.at(row);
      // A byte takes a column at most, but for controls and tabs.
      const lines = bytes.length * 8 <= columns ? 1 : wrap(styledText(decoder.decode(bytes)), columns).length;
      prefixes[row + 1] = (prefixes[row] ?? 0) + lines;
    }
    this.wrapped.set(rows, prefixes);
    return prefixes;
  }

  private averages(): { perNewline: number; perBlock: number } {
    let blocks = 0;
    let rows = 0;
    let newlines = 0;
    for (const index of this.document.knownBlocks()) {
      const known = this.document.known(index);
      if (known === undefined) continue;
      blocks++;
      rows += this.rowsOf(known);
      newlines += known.newlines;
    }
    return { perNewline: newlines === 0 ? 1 : rows / newlines, perBlock: blocks === 0 ? TYPICAL_ROWS : rows / blocks };
  }
}
