import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { FinishedAttempt } from '#dag/ports/executor';
import { AttemptProcesses } from '../process/attempt-processes';
import { commandAnswer, forgetAnswer, type CommandAnswer } from './command-answer';
import { withOwnEnvironment, type SlurmCommand } from './commands';

const MOST_AT_ONCE = 3;
/** An answer about all jobs of a large cluster has some megabytes. */
const MOST_BYTES = 1 << 28;

export interface QueryOptions {
  /** The launcher's own. */
  readonly folder: string;
  readonly owner: number;
  readonly commands: ReadonlyMap<SlurmCommand, string>;
  /** A command that has not ended after so long is stopped. */
  readonly patienceMs: number;
  readonly log: (message: string) => void;
}

/** Runs Slurm's commands that ask or tell it something; they are started by a launcher, and end with this process. */
export class SlurmQueries {
  private readonly processes: AttemptProcesses;
  private readonly outputRoot: string;
  private readonly answers = new Map<number, (answer: FinishedAttempt) => void>();
  private last = 0;

  constructor(private readonly options: QueryOptions) {
    const { folder, owner, log } = options;
    this.outputRoot = join(folder, 'output');
    const { outputRoot } = this;
    const settings = { onDisconnect: 'kill', owner, outputRoot, maxOutputBytes: MOST_BYTES, stopGraceMs: 0 } as const;
    this.processes = new AttemptProcesses(
      { folder: join(folder, 'launchers'), slots: MOST_AT_ONCE, settings, log },
      {
        finished: (results) => {
          for (const result of results) this.answers.get(result.key.runID)?.(result);
        },
        slotFreed: () => undefined,
      },
    );
  }

  /** Rejects with a message for people. */
  async open(): Promise<void> {
    await this.processes.open();
    rmSync(this.outputRoot, { recursive: true, force: true });
    await this.processes.adopt([]);
  }

  /** Resolves with what the command said, also when it failed, or was stopped because it took too long. */
  async run(name: SlurmCommand, args: readonly string[]): Promise<CommandAnswer> {
    const { commands, patienceMs } = this.options;
    const program = commands.get(name);
    if (program === undefined) return { rc: 127, stdout: '', stderr: `there is no ${name}` };
    const key = { runID: ++this.last, task: 0, attempt: 1 };
    const result = await new Promise<FinishedAttempt>((resolve) => {
      const patience = setTimeout(() => this.processes.stop([key], 'timeout'), patienceMs);
      this.answers.set(key.runID, (finished) => {
        clearTimeout(patience);
        resolve(finished);
      });
      const command = withOwnEnvironment([program, ...args]);
      this.processes.start([{ ...key, command, environment: [], workDir: '/', userID: -1, sandbox: null }]);
    });
    this.answers.delete(key.runID);
    const answer = await commandAnswer(this.processes, result);
    this.processes.acknowledge([key]);
    await forgetAnswer(this.outputRoot, result);
    if (result.result.outcome.cause !== 'timeout') return answer;
    return { ...answer, rc: 255, stderr: `${name} did not answer within ${patienceMs / 1000} s` };
  }

  async close(): Promise<void> {
    await this.processes.close('stop');
  }
}
