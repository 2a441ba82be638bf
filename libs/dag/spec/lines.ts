/** Turns offsets into lines and columns. Going forward costs what lies between, so that many places cost one pass. */
export class Lines {
  /** Number of the current line, the offset of its start, and that of the end of line behind it. */
  private line = 1;
  private start = 0;
  private end = -1;

  constructor(private readonly text: string) {}

  /** `line 3, column 14`, both from 1, columns in UTF-16 units. Offsets never go back. */
  position(at: number): string {
    if (this.end < 0) this.end = this.endOfLine();
    while (this.end < at) {
      this.line++;
      this.start = this.end + 1;
      this.end = this.endOfLine();
    }
    return `line ${this.line}, column ${at - this.start + 1}`;
  }

  private endOfLine(): number {
    const end = this.text.indexOf('\n', this.start);
    return end < 0 ? Infinity : end;
  }
}
