import type { Terminal } from './terminal';
import type { Column } from './view';
import { visible } from './visible';

const GAP = '  ';

/** Writes rows under titles, some at a time; columns grow when a later row needs it, but what is written stays. */
export class Table<T> {
  private readonly widths: number[];
  private begun = false;

  constructor(
    private readonly terminal: Terminal,
    private readonly columns: readonly Column<T>[],
    /** Lines are cut at the edge of a terminal. */
    private readonly cut: boolean,
  ) {
    this.widths = columns.map(({ title }) => title.length);
  }

  async rows(items: readonly T[]): Promise<void> {
    const rows = items.map((item) => this.columns.map((column) => visible(column.text(item))));
    rows.forEach((row) => row.forEach((cell, at) => (this.widths[at] = Math.max(this.widths[at], cell.length))));
    const lines = rows.map((row, index) => this.line(row, items[index]));
    if (!this.begun) lines.unshift(this.terminal.paint(this.line(this.columns.map(({ title }) => title)), 'bold'));
    this.begun = true;
    await this.terminal.write(lines.map((line) => `${line}\n`).join(''));
  }

  /** `item`: whose colours the cells have. */
  private line(cells: readonly string[], item?: T): string {
    const last = cells.length - 1;
    let room = this.cut ? this.terminal.width : Infinity;
    let line = '';
    cells.forEach((cell, at) => {
      const { right, colour } = this.columns[at];
      const gap = at === 0 ? '' : GAP;
      const padded = right ? cell.padStart(this.widths[at]) : at === last ? cell : cell.padEnd(this.widths[at]);
      const shown = (gap + padded).slice(0, Math.max(0, room));
      room -= shown.length;
      line += item === undefined ? shown : this.terminal.paint(shown, colour?.(item));
    });
    return this.terminal.hasColours ? line : line.trimEnd();
  }
}
