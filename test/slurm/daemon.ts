import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';

/** One server in the foreground, as a child of this process; it can be started again. */
export class Daemon {
  private child: ChildProcess | undefined;

  constructor(
    private readonly command: readonly [string, ...string[]],
    private readonly env: NodeJS.ProcessEnv,
    /** What it says is added to this file. */
    private readonly log: string,
  ) {}

  get runs(): boolean {
    return this.child !== undefined && this.child.exitCode === null && this.child.signalCode === null;
  }

  start(): void {
    if (this.runs) throw new Error(`${this.command[0]} runs already`);
    const log = openSync(this.log, 'a');
    const [program, ...args] = this.command;
    this.child = spawn(program, args, { env: this.env, stdio: ['ignore', log, log] });
    closeSync(log);
  }

  signal(signal: NodeJS.Signals): void {
    this.child?.kill(signal);
  }

  /** Resolves when it has ended; at once when it does not run. */
  async end(signal: NodeJS.Signals): Promise<void> {
    if (!this.runs || this.child === undefined) return;
    const exit = once(this.child, 'exit');
    this.child.kill(signal);
    await exit;
  }
}
