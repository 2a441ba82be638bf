/** A part of a text: offsets, the end not included. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** From 1, columns in UTF-16 units. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

const SPACE = /[ \t\r\n]*/y;
const STRING = /"(?:[^"\\]|\\.)*"/y;
const BARE = /[^\s,:"[\]{}]+/y;

/**
 * The value in a JSON text that a pointer (RFC 6901) leads to, or the nearest one around it that exists. undefined when the
 * text is not JSON on the way there.
 */
export function findValue(text: string, pointer: string): Span | undefined {
  const tokens = pointer
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
  const reader = new Reader(text);
  let start = reader.peek();
  for (const token of tokens) {
    if (!reader.enter(token)) break;
    start = reader.peek();
  }
  const end = new Reader(text, start).skipValue();
  return end > start ? { start, end } : undefined;
}

/** Where a message such as `Not JSON: line 3, column 14: ...` says that it is. */
export function placeInMessage(message: string): Place | undefined {
  const match = /\bline (\d+), column (\d+)\b/.exec(message);
  return match === null ? undefined : { line: Number(match[1]), column: Number(match[2]) };
}

export function placeOf(text: string, offset: number): Place {
  let line = 1;
  let start = 0;
  for (let end = text.indexOf('\n'); end >= 0 && end < offset; end = text.indexOf('\n', start)) {
    line++;
    start = end + 1;
  }
  return { line, column: offset - start + 1 };
}

export function offsetOf(text: string, { line, column }: Place): number {
  let start = 0;
  for (let at = 1; at < line; at++) {
    const end = text.indexOf('\n', start);
    if (end < 0) break;
    start = end + 1;
  }
  return Math.min(text.length, start + column - 1);
}

/** Goes through a JSON text without recursion. What is not JSON it does not understand, and then it stays where it is. */
class Reader {
  constructor(
    private readonly text: string,
    private at = 0,
  ) {}

  /** The offset of the next character that is no white space. */
  peek(): number {
    this.take(SPACE);
    return this.at;
  }

  /** Goes to the member of the object, or the item of the array, that comes next. False: there is none such. */
  enter(token: string): boolean {
    const open = this.text[this.peek()];
    if (open !== '{' && open !== '[') return false;
    this.at++;
    for (let index = 0; ; index++) {
      const next = this.text[this.peek()];
      if (next === '}' || next === ']' || next === undefined) return false;
      if (open === '[' ? String(index) === token : this.key() === token) return true;
      const start = this.at;
      if (this.skipValue() === start) return false;
      if (this.text[this.peek()] === ',') this.at++;
    }
  }

  /** Returns the offset behind the value. */
  skipValue(): number {
    this.peek();
    for (let depth = 0; ;) {
      const next = this.text[this.at];
      if (next === '{' || next === '[') depth++;
      else if (next === '}' || next === ']') depth--;
      else if (next !== ',' && next !== ':' && !this.take(next === '"' ? STRING : BARE)) return this.at;
      if (next !== undefined && '{}[],:'.includes(next)) this.at++;
      if (depth <= 0) return this.at;
      this.peek();
    }
  }

  private key(): string | undefined {
    const start = this.peek();
    if (!this.take(STRING)) return undefined;
    const key = this.text.slice(start, this.at);
    if (this.text[this.peek()] === ':') this.at++;
    try {
      return String(JSON.parse(key));
    } catch {
      return undefined;
    }
  }

  private take(pattern: RegExp): boolean {
    pattern.lastIndex = this.at;
    if (!pattern.test(this.text) || pattern.lastIndex === this.at) return false;
    this.at = pattern.lastIndex;
    return true;
  }
}
