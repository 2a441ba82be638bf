import { BLOCK } from './block-rows';
import type { LogDocument } from './log-document';
import { RowLayout, type ShownRow } from './row-layout';

/** Rows above a line that was asked for. */
const ROWS_ABOVE = 5;
/** Scroll bars stop at whole pixels. */
const LAST_WITHIN = 0.5;

/**
 * What part of an output is in view. It holds on to the row at its top (or to the end), whatever becomes known of the rows
 * before it.
 */
export class Viewport {
  /** Rows that there is room for. */
  height = 1;
  /** Shows the end, whatever comes. */
  atEnd = true;
  /** Row at the top, as rows from the beginning of a block; not a whole number between two rows. */
  private top = { block: 0, row: 0 };
  /** Byte that is to be shown as soon as its block is here. */
  private target: { readonly offset: number; readonly above: number } | undefined;
  private layout: RowLayout;
  /** Whether the block at the top was here when rows were last looked at. */
  private knownTop = false;

  constructor(
    private readonly document: LogDocument,
    private columns?: number,
  ) {
    this.layout = new RowLayout(document, columns);
  }

  get total(): number {
    return this.layout.total;
  }

  /** Rows before the one at the top. */
  get row(): number {
    return this.layout.rowsBefore(this.top.block) + this.top.row;
  }

  /** Whether nothing follows what is in view when `row` is at the top. */
  isLast(row: number): boolean {
    return row >= this.total - this.height - LAST_WITHIN;
  }

  wrapAt(columns: number | undefined): void {
    if (columns === this.columns) return;
    const offset = this.offsetAtTop();
    this.columns = columns;
    this.layout = new RowLayout(this.document, columns);
    if (!this.atEnd && offset !== undefined) this.show(offset, 0);
  }

  /** Goes to a row, counted from the beginning. */
  moveTo(row: number): void {
    this.target = undefined;
    this.atEnd = false;
    this.place(row);
  }

  /** Goes to the row in which a byte is, with some rows above it. */
  show(offset: number, above = ROWS_ABOVE): void {
    this.atEnd = false;
    const block = Math.floor(offset / BLOCK);
    const rows = this.document.block(block);
    if (rows === undefined) {
      this.target = { offset, above };
      this.top = { block, row: 0 };
      return;
    }
    this.target = undefined;
    this.layout.update();
    this.place(this.layout.rowsBefore(block) + this.layout.rowOf(rows, offset) - above);
  }

  /** The rows in view, after whatever has changed; undefined stands for one that is being read. */
  rows(): readonly (ShownRow | undefined)[] {
    const share = this.top.row / Math.max(1, this.layout.rowsIn(this.top.block));
    const wasKnown = this.knownTop;
    this.layout.update();
    if (!wasKnown && this.document.known(this.top.block) !== undefined) {
      // The row was a guess.
      this.top.row = Math.floor(share * this.layout.rowsIn(this.top.block));
    }
    if (this.target !== undefined) this.show(this.target.offset, this.target.above);
    let shown = this.collect();
    // What was read meanwhile, or is made of bytes at hand, has other rows than was thought.
    for (let again = 0; again < 3 && this.settle(); again++) shown = this.collect();
    this.knownTop = this.document.known(this.top.block) !== undefined;
    return shown;
  }

  private collect(): readonly (ShownRow | undefined)[] {
    this.place(this.atEnd ? Infinity : this.row);
    const shown: (ShownRow | undefined)[] = [];
    const first = Math.floor(this.row);
    const last = Math.min(this.layout.total, first + Math.ceil(this.height) + 1);
    let block = this.layout.blockOfRow(first);
    let place = first - this.layout.rowsBefore(block);
    for (let row = first; row < last; row++, place++) {
      while (place >= this.layout.rowsIn(block)) {
        place -= this.layout.rowsIn(block);
        block++;
      }
      const rows = this.document.block(block);
      shown.push(rows === undefined ? undefined : this.layout.show(block, rows, place));
    }
    return shown;
  }

  /** Whether the layout is another one now that rows were looked at. */
  private settle(): boolean {
    const before = this.layout.total;
    this.layout.update();
    return this.layout.total !== before;
  }

  private place(row: number): void {
    const most = Math.max(0, this.layout.total - this.height);
    const wanted = Math.max(0, Math.min(row, most));
    const block = this.layout.blockOfRow(wanted);
    this.top = { block, row: wanted - this.layout.rowsBefore(block) };
  }

  private offsetAtTop(): number | undefined {
    const rows = this.document.known(this.top.block);
    if (rows === undefined || rows.count === 0) return undefined;
    return this.layout.show(this.top.block, rows, Math.floor(this.top.row)).offset;
  }
}
