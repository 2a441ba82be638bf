import { quote } from './words';

/** The text is not JSON, or it is (then there is a pointer) but must not be parsed. `at` is an offset into the text. */
export class ScanError extends Error {
  constructor(
    readonly at: number,
    message: string,
    readonly pointer?: string,
  ) {
    super(message);
  }
}

/** Character codes of JSON's punctuation. */
export const Char = {
  QUOTE: 0x22,
  COMMA: 0x2c,
  COLON: 0x3a,
  OPEN_LIST: 0x5b,
  BACKSLASH: 0x5c,
  CLOSE_LIST: 0x5d,
  OPEN_OBJECT: 0x7b,
  CLOSE_OBJECT: 0x7d,
} as const;

const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const WORD = /[^\s,:"[\]{}]+/y;
const HEX4 = /^[0-9a-fA-F]{4}$/;
/** With the `u` flag a class of surrogates matches only those without their other half. */
const UNPAIRED = /[\uD800-\uDFFF]/u;

/** Reads the tokens of a JSON text one after the other; every method throws ScanError where the text is not JSON. */
export class JsonTokens {
  /** Offset of the next character. */
  at = 0;

  constructor(readonly text: string) {}

  get atEnd(): boolean {
    return this.at >= this.text.length;
  }

  /** Skips white space and returns the code of the next character, NaN at the end. */
  peek(): number {
    const text = this.text;
    let at = this.at;
    let code = text.charCodeAt(at);
    while (code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09) code = text.charCodeAt(++at);
    this.at = at;
    return code;
  }

  /** Reads a string; the next character is its opening quote. Returns what it holds that needs a closer look. */
  readString(): { readonly escaped: boolean; readonly suspect: boolean } {
    const { text } = this;
    const start = this.at;
    let at = start + 1;
    let escaped = false;
    let suspect = false;
    for (; ; at++) {
      const code = text.charCodeAt(at);
      if (code === Char.QUOTE) break;
      if (code === Char.BACKSLASH) {
        escaped = true;
        at = this.endOfEscape(at);
        if (text.charCodeAt(at - 4) === 0x75) suspect ||= isSuspect(parseInt(text.slice(at - 3, at + 1), 16));
      } else if (code < 0x20) {
        throw new ScanError(at, `a string holds ${controlName(code)}; write it as an escape`);
      } else if (code >= 0xd800) {
        suspect ||= isSuspect(code);
      } else if (at >= text.length) {
        throw new ScanError(start, 'this string has no closing quote');
      }
    }
    this.at = at + 1;
    return escaped ? (suspect ? ESCAPED_SUSPECT : ESCAPED) : suspect ? SUSPECT : PLAIN;
  }

  /** Offset of the last character of the escape that begins at `at`. */
  private endOfEscape(at: number): number {
    const next = this.text[at + 1];
    if (next === undefined) throw new ScanError(at, 'the text ends inside a string');
    if ('"\\/bfnrt'.includes(next)) return at + 1;
    if (next === 'u' && HEX4.test(this.text.slice(at + 2, at + 6))) return at + 5;
    throw new ScanError(at, `"\\${next}" is no escape that JSON knows; a backslash itself is written twice`);
  }

  /** Reads a number, true, false or null. Returns the number if it may be too large for a program to keep, or else 0. */
  readBareValue(): number {
    const { text, at } = this;
    for (const word of ['true', 'false', 'null']) {
      if (text.startsWith(word, at)) {
        this.at += word.length;
        return 0;
      }
    }
    NUMBER.lastIndex = at;
    if (!NUMBER.test(text)) throw new ScanError(at, `expected a value, found ${this.whatIsHere()}`);
    this.at = NUMBER.lastIndex;
    const digits = this.at - at;
    return digits > 300 || /e/i.test(text.slice(at, this.at)) ? Number(text.slice(at, this.at)) : 0;
  }

  /** What stands at the current place, for messages, with a hint when it is a usual mistake. */
  whatIsHere(): string {
    const { text, at } = this;
    if (at >= text.length) return 'the end of the text';
    if (text[at] === '"') return 'a string';
    WORD.lastIndex = at;
    const word = WORD.exec(text)?.[0] ?? text[at];
    if (word.startsWith("'")) return 'a single quote; strings stand in double quotes';
    if (word.startsWith('//') || word.startsWith('/*') || word.startsWith('#')) return 'a comment; JSON has none';
    if (word.startsWith('\uFEFF')) return 'a byte order mark; save the text without it';
    return quote(word);
  }
}

type StringFlags = { readonly escaped: boolean; readonly suspect: boolean };
const PLAIN: StringFlags = { escaped: false, suspect: false };
const ESCAPED: StringFlags = { escaped: true, suspect: false };
const SUSPECT: StringFlags = { escaped: false, suspect: true };
const ESCAPED_SUSPECT: StringFlags = { escaped: true, suspect: true };

function isSuspect(code: number): boolean {
  return code === 0 || (code >= 0xd800 && code <= 0xdfff);
}

function controlName(code: number): string {
  if (code === 0x0a || code === 0x0d) return 'a line break';
  if (code === 0x09) return 'a tab';
  return `the control character ${code}`;
}

/** Why a string cannot be passed on to a program or stored, if so. */
export function forbiddenCharacter(value: string): string | undefined {
  if (value.includes('\0')) return 'holds a NUL character, which no program can be given; remove it';
  if (UNPAIRED.test(value))
    return 'holds half of a surrogate pair, which is no character; write both halves or neither';
  return undefined;
}
