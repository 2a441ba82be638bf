import { StringDecoder } from 'node:string_decoder';
import { Harmless } from './harmless';
import type { Terminal } from './terminal';

/** Turns what tasks wrote into what is shown, piece by piece. */
export interface TaskText {
  push(bytes: Buffer): string | Buffer;
  end(): string | Buffer;
}

/** Byte for byte for files, pipes and who asks for it; on a terminal only what cannot do harm. */
export function taskText(out: Terminal, raw: boolean): TaskText {
  if (out.isTerminal && !raw) return new Harmless(out.hasColours);
  return { push: (bytes) => bytes, end: () => '' };
}

/** The same as lines of text, none of them before it is complete. */
export class TaskLines {
  private readonly filter: TaskText;
  private readonly decoder = new StringDecoder('utf8');
  private rest = '';

  constructor(out: Terminal, raw: boolean) {
    this.filter = taskText(out, raw);
  }

  push(bytes: Buffer): readonly string[] {
    const lines = (this.rest + this.text(this.filter.push(bytes))).split('\n');
    this.rest = lines.pop() ?? '';
    return lines;
  }

  /** A last line without a line end. */
  end(): readonly string[] {
    const text = this.rest + this.text(this.filter.end()) + this.decoder.end();
    return text === '' ? [] : [text];
  }

  private text(piece: string | Buffer): string {
    return typeof piece === 'string' ? piece : this.decoder.write(piece);
  }
}
