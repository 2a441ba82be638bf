import type { Readable } from 'node:stream';
import type { Api } from './api/api';
import { ExitCode } from './exit-codes';
import type { Format } from './output/format';
import { Printer } from './output/printer';
import { type OutputStream, Terminal } from './output/terminal';
import { visible } from './output/visible';

/** What a process gives to the program that runs in it. */
export interface Surroundings {
  readonly stdin: Readable;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly environment: NodeJS.ProcessEnv;
  /** Aborted when somebody presses Ctrl-C. */
  readonly interruption: AbortSignal;
}

/** One call of daggyc: data goes to `out`, everything else that people should know to `err`. */
export class Session {
  readonly out: Terminal;
  readonly err: Terminal;
  readonly stdin: Readable;
  readonly interruption: AbortSignal;
  exitCode: ExitCode = ExitCode.OK;
  /** What an interruption leaves behind; said when it comes. */
  leftBehind = '';
  private connection: Api | undefined;

  /** `connect` is called once, by the first that needs the server. */
  constructor(
    { stdin, stdout, stderr, environment, interruption }: Surroundings,
    private readonly connect: () => Api,
  ) {
    this.stdin = stdin;
    this.interruption = interruption;
    this.out = new Terminal(stdout, environment);
    this.err = new Terminal(stderr, environment);
  }

  api(): Api {
    return (this.connection ??= this.connect());
  }

  printer(format: Format): Printer {
    return new Printer(this.out, format);
  }

  /** To people, beside the data. */
  tell(message: string): Promise<void> {
    // Messages quote what others wrote.
    return this.err.line(this.err.isTerminal ? message.split('\n').map(visible).join('\n') : message);
  }
}
