import type { Writable } from 'node:stream';

/** What the standard streams of a process are; tests take others. */
export interface OutputStream extends Writable {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
}

const COLOURS = { red: 31, green: 32, yellow: 33, blue: 34, magenta: 35, cyan: 36, grey: 90, bold: 1 } as const;
export type Colour = keyof typeof COLOURS;

/** One of the standard outputs: a terminal that people look at, or a file or pipe that programs read. */
export class Terminal {
  readonly isTerminal: boolean;
  readonly hasColours: boolean;

  constructor(
    private readonly stream: OutputStream,
    environment: NodeJS.ProcessEnv,
  ) {
    this.isTerminal = stream.isTTY === true;
    this.hasColours = this.isTerminal && !environment.NO_COLOR && environment.TERM !== 'dumb';
  }

  /** In characters; Infinity when it is no terminal. Terminals that do not know their size say 0. */
  get width(): number {
    return this.isTerminal ? this.stream.columns || 80 : Infinity;
  }

  get height(): number {
    return this.isTerminal ? this.stream.rows || 24 : Infinity;
  }

  /** Resolves when the stream has taken enough to be given more. */
  async write(data: string | Uint8Array): Promise<void> {
    if (this.stream.write(data) || this.stream.destroyed) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        this.stream.off('drain', done).off('close', done);
        resolve();
      };
      this.stream.on('drain', done).on('close', done);
    });
  }

  line(text = ''): Promise<void> {
    return this.write(`${text}\n`);
  }

  paint(text: string, colour: Colour | undefined): string {
    return this.hasColours && colour !== undefined ? `\x1b[${COLOURS[colour]}m${text}\x1b[0m` : text;
  }
}
