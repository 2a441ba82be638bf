import { StringDecoder } from 'node:string_decoder';
import { escape } from './visible';

/** Select Graphic Rendition (ECMA-48, 8.3.117): how text is shown. */
const RENDITION = /^\x1b\[([0-9;]{0,64})m/;
const CONCEALED = 8;
/** Set a colour: with 5 and an index, or with 2 and three parts. */
const COLOURS = [38, 48, 58];
/** What may yet become a rendition. */
const BEGINNING = /^\x1b(?:\[[0-9;]{0,64})?$/;
/** Text that passes, or one character that does not. */
const PART = /([^\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]+)|[^]/y;
const RESET = '\x1b[0m';

/**
 * Makes output of tasks fit for a terminal, piece by piece: text, line breaks, tabs and colours pass, everything else that a
 * terminal would obey is written as an escape. A lone carriage return begins a new line instead of writing over one.
 */
export class Harmless {
  private readonly decoder = new StringDecoder('utf8');
  private rest = '';
  private coloured = false;

  /** `colours`: whether renditions pass. */
  constructor(private readonly colours: boolean) {}

  push(bytes: Buffer): string {
    return this.translate(this.rest + this.decoder.write(bytes), false);
  }

  /** What was held back, and an end to colours. */
  end(): string {
    const text = this.translate(this.rest + this.decoder.end(), true);
    return this.coloured ? text + RESET : text;
  }

  private translate(text: string, last: boolean): string {
    let done = '';
    this.rest = '';
    for (let at = 0; at < text.length;) {
      const ahead = text.slice(at, at + 128);
      if (!last && (ahead === '\r' || BEGINNING.test(ahead))) {
        this.rest = ahead;
        break;
      }
      const [rendition, parameters] = RENDITION.exec(ahead) ?? [];
      if (rendition !== undefined && !conceals(parameters)) {
        at += rendition.length;
        if (!this.colours) continue;
        this.coloured = true;
        done += rendition;
        continue;
      }
      PART.lastIndex = at;
      const [part, passes] = PART.exec(text) ?? [''];
      at += part.length;
      if (part === '\r') done += text[at] === '\n' ? '' : '\n';
      else done += passes ?? escape(part);
    }
    return done;
  }
}

/** Whether text could no longer be seen then. */
function conceals(parameters: string): boolean {
  const codes = parameters.split(';').map(Number);
  for (let at = 0; at < codes.length; at++) {
    if (codes[at] === CONCEALED) return true;
    if (COLOURS.includes(codes[at])) at += codes[at + 1] === 5 ? 2 : codes[at + 1] === 2 ? 4 : 0;
  }
  return false;
}
