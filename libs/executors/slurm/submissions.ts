import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { FinishedAttempt } from '#dag/ports/executor';
import { AttemptProcesses } from '../process/attempt-processes';
import { keyText } from '../process/protocol';
import { commandAnswer, forgetAnswer } from './command-answer';
import { withOwnEnvironment } from './commands';
import { makeFolder } from './make-folder';
import { Pauses } from './pauses';
import { refusalOf, refusalText } from './refusal';
import { removeFile } from './remove-file';
import type { SlurmAttempt } from './slurm-attempt';
import type { QueryOptions } from './slurm-queries';
import type { TmpFolders } from './tmp-folders';

/**
 * One is handled by slurmctld while another one is made. With more, jobs come in bursts: when one of them finds no room, all
 * after it wait for the scheduler's next turn, instead of being started at once.
 */
const MOST_AT_ONCE = 2;
const MOST_BYTES = 1 << 20;
/** The name of the pause of all, which no lane has. */
const ALL = '';

export interface SubmissionEvents {
  submitted(attempt: SlurmAttempt, jobID: number): void;
  /** It was to be stopped before it was sent. */
  withdrawn(attempt: SlurmAttempt): void;
  /** Slurm will never take it, or its script cannot be written; for people. */
  refused(attempt: SlurmAttempt, message: string, isSlurms: boolean): void;
  /** Nobody knows whether Slurm has it. `isOld`: it was a former life that sent it, nobody knows how long ago. */
  unsure(attempt: SlurmAttempt, isOld: boolean): void;
  /** A later owner of the store has taken over. */
  superseded(): void;
}

export interface SubmissionOptions extends QueryOptions {
  readonly tmpFolders: TmpFolders;
  readonly survivesRestart: boolean;
}

/**
 * Attempts on their way to Slurm, each by an sbatch of its own. It is run under the attempt's own key by a launcher that
 * outlives this server, and that keeps its answer until the attempt's result is acknowledged: after a restart the
 * launcher knows which attempts sbatch was started for, and the job ids of those that were submitted.
 */
export class Submissions {
  private readonly processes: AttemptProcesses;
  private readonly outputRoot: string;
  /** In the order in which they are sent. */
  private queue = new Set<SlurmAttempt>();
  /** By key; with the time at which its sbatch is stopped. */
  private readonly sent = new Map<
    string,
    { readonly attempt: SlurmAttempt; readonly isOld: boolean; readonly patience: NodeJS.Timeout }
  >();
  private readonly answered = new Map<string, FinishedAttempt>();
  private preparing = 0;
  /** After sbatch has failed: of all, and of the lanes of attempts. */
  private readonly pauses = new Pauses(() => this.send());
  private closed = false;

  constructor(
    private readonly options: SubmissionOptions,
    private readonly events: SubmissionEvents,
  ) {
    const { folder, owner, survivesRestart, log } = options;
    this.outputRoot = join(folder, 'output');
    const settings = {
      onDisconnect: survivesRestart ? 'keep' : 'kill',
      owner,
      outputRoot: this.outputRoot,
      maxOutputBytes: MOST_BYTES,
      stopGraceMs: 1_000,
    } as const;
    this.processes = new AttemptProcesses(
      { folder: join(folder, 'launchers'), slots: MOST_AT_ONCE, settings, log },
      {
        finished: (results) => {
          for (const result of results) void this.answer(result);
        },
        slotFreed: () => undefined,
        superseded: () => this.events.superseded(),
      },
    );
  }

  /** Rejects with a message for people. */
  async open(): Promise<void> {
    await this.processes.open();
  }

  /** Returns those that were certainly never sent; of the others an event tells. Called once, before `submit`. */
  async adopt(attempts: readonly SlurmAttempt[]): Promise<SlurmAttempt[]> {
    for (const attempt of attempts) this.follow(attempt, true);
    const unsent = await this.processes.adopt(attempts.map(({ key }) => key));
    return unsent.flatMap((key) => {
      const text = keyText(key.runID, key.task, key.attempt);
      const sent = this.sent.get(text);
      this.sent.delete(text);
      clearTimeout(sent?.patience);
      return sent ? [sent.attempt] : [];
    });
  }

  submit(attempts: readonly SlurmAttempt[]): void {
    for (const attempt of attempts) {
      attempt.stage = 'queued';
      this.queue.add(attempt);
    }
    this.send();
  }

  /** What came of an sbatch does not count: Slurm has no such job. */
  submitAgain(attempt: SlurmAttempt): void {
    this.forget([attempt.text]);
    this.submit([attempt]);
  }

  /** Takes back what is not under way; returns whether it was that. */
  withdraw(attempt: SlurmAttempt): boolean {
    return this.queue.delete(attempt);
  }

  forget(texts: readonly string[]): void {
    const results = texts.flatMap((text) => this.answered.get(text) ?? []);
    for (const text of texts) this.answered.delete(text);
    this.processes.acknowledge(results.map(({ key }) => key));
    for (const result of results) void forgetAnswer(this.outputRoot, result);
  }

  /** Why nothing can be submitted at present, for people; undefined when nothing is known to be in the way. */
  get obstacle(): string | undefined {
    const why = this.pauses.why(ALL);
    return why === undefined ? undefined : `nothing can be submitted: ${why}`;
  }

  /** Why this one cannot be submitted at present although others can; undefined when nothing is known to be in its way. */
  bar({ lane }: SlurmAttempt): string | undefined {
    const why = this.pauses.why(lane);
    return why === undefined ? undefined : `it cannot be submitted: ${why}`;
  }

  /** `leave`: what sbatch has said is kept for the next owner. */
  async close(mode: 'stop' | 'leave'): Promise<void> {
    this.halt();
    await this.processes.close(mode);
  }

  /** Nothing more is sent. */
  halt(): void {
    this.closed = true;
    this.pauses.halt();
    for (const { patience } of this.sent.values()) clearTimeout(patience);
  }

  private send(): void {
    for (const attempt of this.queue) {
      if (this.closed || this.pauses.lasts(ALL) || this.preparing + this.sent.size >= MOST_AT_ONCE) return;
      if (this.pauses.lasts(attempt.lane)) continue;
      this.queue.delete(attempt);
      attempt.stage = 'submitting';
      this.preparing++;
      void this.prepare(attempt).then((obstacle) => {
        this.preparing--;
        if (this.closed) return;
        if (attempt.stopCause) this.events.withdrawn(attempt);
        else if (obstacle !== undefined) this.events.refused(attempt, obstacle, false);
        else this.start(attempt);
        this.send();
      });
    }
  }

  /** Returns why it cannot be done. */
  private async prepare({ files, script }: SlurmAttempt): Promise<string | undefined> {
    try {
      const tmpDir = dirname(files.script);
      await this.options.tmpFolders.use(tmpDir);
      // Of an attempt of this very key in a state that the store was put back from.
      await removeFile(files.exit);
      await writeScript(files.script, script());
      return undefined;
    } catch (error) {
      return `its batch script cannot be written: ${String(error)}`;
    }
  }

  private start(attempt: SlurmAttempt): void {
    const { key, args, asSameUser } = attempt;
    const command = withOwnEnvironment([this.options.commands.get('sbatch') ?? 'sbatch', ...args], asSameUser);
    this.follow(attempt, false);
    this.processes.start([{ ...key, command, environment: [], workDir: '/', userID: -1, sandbox: null }]);
  }

  /** Its sbatch is under way, and is stopped should that last too long. `isOld`: a former life has started it. */
  private follow(attempt: SlurmAttempt, isOld: boolean): void {
    const patience = setTimeout(() => this.processes.stop([attempt.key], 'timeout'), this.options.patienceMs);
    this.sent.set(attempt.text, { attempt, isOld, patience });
  }

  private async answer(result: FinishedAttempt): Promise<void> {
    const { key } = result;
    const text = keyText(key.runID, key.task, key.attempt);
    const sent = this.sent.get(text);
    if (!sent) return;
    clearTimeout(sent.patience);
    this.sent.delete(text);
    this.answered.set(text, result);
    const { attempt, isOld } = sent;
    const { cause } = result.result.outcome;
    const { rc, stdout, stderr } = await commandAnswer(this.processes, result);
    if (this.closed) return;
    const jobID = rc === 0 ? /^(\d+)(;.*)?$/m.exec(stdout.trim())?.[1] : undefined;
    if (jobID !== undefined) {
      for (const name of [ALL, attempt.lane]) this.pauses.forget(name);
      this.events.submitted(attempt, Number(jobID));
    } else if (cause === 'lost' || cause === 'timeout' || rc === 0) {
      this.events.unsure(attempt, isOld);
    } else this.refused(attempt, isOld, rc, stderr);
    this.send();
  }

  private refused(attempt: SlurmAttempt, isOld: boolean, rc: number, message: string): void {
    const text = refusalText(message);
    switch (refusalOf(rc, message)) {
      case 'never':
        return this.events.refused(attempt, text, true);
      case 'unsure':
        this.options.log(`sbatch: ${text || `ended with ${rc}`}: it is asked whether Slurm has the job`);
        this.pauses.begin(ALL);
        return this.events.unsure(attempt, isOld);
      case 'later':
        return this.tryAgain(attempt, ALL, text);
      case 'barred':
        return this.tryAgain(attempt, attempt.lane, text);
    }
  }

  private tryAgain(attempt: SlurmAttempt, paused: string, why: string): void {
    if (this.pauses.why(paused) === undefined) this.options.log(`sbatch: ${why}: it is tried again`);
    this.pauses.begin(paused, why);
    if (attempt.stopCause) return this.events.withdrawn(attempt);
    attempt.stage = 'queued';
    this.forget([attempt.text]);
    this.queue = new Set([attempt, ...this.queue]);
  }
}

/** The folder usually exists: it is made only when it turns out to be missing. */
async function writeScript(path: string, text: string): Promise<void> {
  const write = (): Promise<void> => writeFile(path, text, { mode: 0o600 });
  try {
    await write();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    await makeFolder(dirname(path));
    await write();
  }
}
