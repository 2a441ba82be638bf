import type { Terminal } from '../output/terminal';

/** Wide characters take two columns: a line with them is cut at the edge instead of going on in a line that nobody counts. */
const NO_WRAP = '\x1b[?7l';
const WRAP = '\x1b[?7h';

/** Some lines at the end of a terminal that are drawn anew again and again. */
export class Screen {
  private drawn = 0;

  constructor(private readonly terminal: Terminal) {}

  /** `lines` must not be more than the terminal's height. */
  async draw(lines: readonly string[]): Promise<void> {
    const text = lines.map((line) => `\x1b[2K${line}\n`).join('');
    await this.terminal.write(`${this.up()}${NO_WRAP}${text}${WRAP}\x1b[J`);
    this.drawn = lines.length;
  }

  /** Removes the lines; what is written next stands where they began. */
  async clear(): Promise<void> {
    if (this.drawn > 0) await this.terminal.write(`${this.up()}\x1b[J`);
    this.drawn = 0;
  }

  private up(): string {
    return this.drawn > 0 ? `\x1b[${this.drawn}A` : '';
  }
}
