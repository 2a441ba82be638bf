import { mkdtempSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AttemptKey } from '#dag/ports/executor';
import type { AttemptResult } from '#dag/run/outcome';
import { AttemptProcesses, type ProcessOrder } from '#executors/process/attempt-processes';
import type { OnDisconnect, Sandbox } from '#executors/process/protocol';
import { until } from '../contract/executor/probe';
import { removeFolder } from './remove-folder';

/** Nothing is kept apart. */
export const OPEN: Sandbox = { cgroup: '', pid: false, mount: false, network: false };

export interface Ended extends AttemptResult {
  readonly stdout: string;
  readonly stderr: string;
}

/** Processes in a folder of their own, through real launchers. */
export class ProcessHost {
  readonly folder = mkdtempSync(join(tmpdir(), 'daggy-processes-'));
  private readonly processes: AttemptProcesses;
  private readonly results = new Map<number, AttemptResult>();
  private tasks = 0;

  constructor({ onDisconnect = 'kill' as OnDisconnect, slots = 4, environment = { PATH: process.env.PATH } } = {}) {
    const settings = {
      onDisconnect,
      owner: 1,
      outputRoot: join(this.folder, 'output'),
      maxOutputBytes: 100_000,
      stopGraceMs: 300,
    };
    this.processes = new AttemptProcesses(
      { folder: this.launchers, slots, settings, environment, log: () => {} },
      {
        finished: (ended) => {
          for (const { key, result } of ended) this.results.set(key.task, result);
          this.processes.acknowledge(ended.map(({ key }) => key));
        },
        slotFreed: () => {},
      },
    );
  }

  async open(): Promise<this> {
    await this.processes.open();
    await this.processes.adopt([]);
    return this;
  }

  start(command: readonly string[], sandbox: Sandbox | null, more: Partial<ProcessOrder> = {}): AttemptKey {
    const key = { runID: 1, task: ++this.tasks, attempt: 1 };
    this.processes.start([{ ...key, command, environment: [], workDir: '', userID: -1, sandbox, ...more }]);
    return key;
  }

  stop(key: AttemptKey): void {
    this.processes.stop([key], 'killed');
  }

  async endOf(key: AttemptKey): Promise<Ended> {
    await until('it has ended', () => this.results.has(key.task));
    const result = this.results.get(key.task) as AttemptResult;
    return { ...result, stdout: await this.read(key, 'stdout'), stderr: await this.read(key, 'stderr') };
  }

  run(command: readonly string[], sandbox: Sandbox | null, more: Partial<ProcessOrder> = {}): Promise<Ended> {
    return this.endOf(this.start(command, sandbox, more));
  }

  async read(key: AttemptKey, stream: 'stdout' | 'stderr' = 'stdout'): Promise<string> {
    const output = this.processes.output(key, stream);
    return Buffer.from(await output.read(0, await output.size())).toString();
  }

  async untilPrinted(key: AttemptKey, text: string): Promise<void> {
    await until(`${text} was printed`, async () => (await this.read(key)).includes(text));
  }

  /** Of the leader that runs for an attempt, as this process sees it. */
  async pidOf({ runID, task, attempt }: AttemptKey): Promise<number> {
    return (await this.processes.pids()).get(`${runID}/${task}/${attempt}`) ?? 0;
  }

  launcherPids(): number[] {
    const inodes = readdirSync(this.launchers).map((lane) => statSync(join(this.launchers, lane, 'lock')).ino);
    const locks = readFileSync('/proc/locks', 'utf8').split('\n');
    return inodes.map((inode) => Number(locks.find((line) => line.includes(`:${inode} `))?.split(/\s+/)[4]));
  }

  /** Ends everything. */
  async close(): Promise<void> {
    await this.processes.close('stop');
    removeFolder(this.folder);
  }

  private get launchers(): string {
    return join(this.folder, 'launchers');
  }
}

/** Pids of all processes that have a text among their arguments, as `mark` of a `sleep` that is like no other. */
export function processesWith(mark: string): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && pid !== process.pid && argumentsOf(pid).includes(mark));
}

function argumentsOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1');
  } catch {
    return '';
  }
}
