import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

/** A store's owner in a process of its own: a state logger that appends when it is asked to, see `append-on-request.mjs`. */
export class OwnerProcess {
  private readonly child: ChildProcessByStdio<Writable, Readable, null>;
  private readonly lines: AsyncIterator<string>;

  /** As in daggyd's config. */
  constructor(logger: string, config: object) {
    const args = [join(__dirname, 'append-on-request.mjs'), logger, JSON.stringify(config)];
    this.child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    this.lines = createInterface({ input: this.child.stdout })[Symbol.asyncIterator]();
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  /** What it says next: `open`, `appended`, `fenced`, or the code of why an append failed. */
  async says(): Promise<string> {
    return String((await this.lines.next()).value);
  }

  /** An append of a run whose definition has so many bytes. Resolves with what it says. */
  append(bytes = 2): Promise<string> {
    this.request(bytes);
    return this.says();
  }

  /** As above, without waiting. */
  request(bytes = 2): void {
    this.child.stdin.write(`${bytes}\n`);
  }

  freeze(): void {
    this.child.kill('SIGSTOP');
  }

  thaw(): void {
    this.child.kill('SIGCONT');
  }

  /** Has it close the store and end. */
  async leave(): Promise<void> {
    const exit = once(this.child, 'exit');
    this.child.stdin.end();
    await exit;
  }

  /** Kills it, if it has not ended. */
  async end(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const exit = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await exit;
  }
}
