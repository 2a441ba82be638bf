import type { Terminal } from '../output/terminal';

/** Some lines at the end of a terminal that are drawn anew again and again. */
export class Screen {
  private drawn = 0;

  constructor(private readonly terminal: Terminal) {}

  /** `lines` must not be wider than the terminal, nor more than its height. */
  async draw(lines: readonly string[]): Promise<void> {
    await this.terminal.write(this.up() + lines.map((line) => `\x1b[2K${line}\n`).join('') + '\x1b[J');
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
