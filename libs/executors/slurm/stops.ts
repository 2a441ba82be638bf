import type { JobNames } from './job-names';
import { fateOf } from './job-state';
import type { JobStates } from './job-states';
import type { SlurmAttempt } from './slurm-attempt';
import type { SlurmQueries } from './slurm-queries';

/** Of one scancel. */
const MOST_AT_ONCE = 1_000;
const GATHER_MS = 20;
/** Between two tries when a stop has failed, or was in vain. */
const RETRY_MS = 2_000;
/** Between SIGKILL and the cancellation of the job, and between that and the next one. */
const PATIENCE_MS = 15_000;
/** Of a job that has ended. */
const GONE = /^scancel: error: Kill job error on job id \S+ (Invalid job id|Job\/step already complet)/;

/**
 * `term`: SIGTERM to all processes. `kill`: SIGKILL to the batch script and all its processes, at once. `cancel`: the job is
 * cancelled, which takes it from the queue, too; but before it kills what runs, Slurm waits for its KillWait, mostly half a minute.
 */
type Step = 'term' | 'kill' | 'cancel';

const STEPS: Readonly<Record<Step, { readonly words: readonly string[]; readonly next: Step }>> = {
  term: { words: ['--full', '--signal=TERM'], next: 'kill' },
  kill: { words: ['--batch', '--full', '--signal=KILL'], next: 'cancel' },
  cancel: { words: ['--full', '--signal=KILL'], next: 'cancel' },
};

/** A job that is to be ended: the attempt that its name tells must be this one. */
export interface JobToEnd {
  readonly jobID: number;
  /** Of its attempt, as `keyText` gives it. */
  readonly text: string;
}

/** Ends jobs, many with one scancel: those that run with SIGTERM, and with SIGKILL when they do not mind that. */
export class Stops {
  /** When which step is due next; only what has not ended. */
  private readonly due = new Map<SlurmAttempt, { step: Step; time: number }>();
  private timer: NodeJS.Timeout | undefined;
  private isWorking = false;
  private halted = false;

  constructor(
    private readonly queries: SlurmQueries,
    private readonly states: JobStates,
    private readonly names: JobNames,
    private readonly graceMs: number,
    private readonly log: (message: string) => void,
  ) {}

  /** Its job id is known. One whose script has not begun cannot hear SIGTERM: it is cancelled. */
  stop(attempt: SlurmAttempt): void {
    this.due.set(attempt, { step: attempt.marker ? 'term' : 'cancel', time: Date.now() + GATHER_MS });
    this.schedule();
  }

  ended(attempt: SlurmAttempt): void {
    this.due.delete(attempt);
  }

  /** Cancels jobs that are nobody's. Resolves with whether Slurm has heard all of it. */
  async cancel(jobs: readonly JobToEnd[]): Promise<boolean> {
    let done = true;
    for (let at = 0; at < jobs.length; at += MOST_AT_ONCE) {
      done = (await this.tell('cancel', jobs.slice(at, at + MOST_AT_ONCE))) && done;
    }
    return done;
  }

  /** Nothing more is ended. */
  halt(): void {
    this.halted = true;
    clearTimeout(this.timer);
    this.due.clear();
  }

  private schedule(): void {
    clearTimeout(this.timer);
    if (this.halted || this.isWorking || this.due.size === 0) return;
    let next = Infinity;
    for (const { time } of this.due.values()) next = Math.min(next, time);
    this.timer = setTimeout(
      () => {
        this.isWorking = true;
        void this.work().finally(() => {
          this.isWorking = false;
          this.schedule();
        });
      },
      Math.max(0, next - Date.now()),
    );
  }

  private async work(): Promise<void> {
    for (const step of ['term', 'kill', 'cancel'] as const) {
      const now = Date.now();
      const attempts = [...this.due].filter(([, due]) => due.step === step && due.time <= now);
      for (let at = 0; at < attempts.length; at += MOST_AT_ONCE) {
        const some = attempts.slice(at, at + MOST_AT_ONCE).map(([attempt]) => attempt);
        const done = await this.tell(
          step,
          some.flatMap(({ jobID, text }) => (jobID === undefined ? [] : [{ jobID, text }])),
        );
        const wait = !done ? RETRY_MS : step === 'term' ? this.graceMs : PATIENCE_MS;
        for (const attempt of some) {
          // Whoever has ended meanwhile is no longer here.
          if (!this.due.has(attempt)) continue;
          this.due.set(attempt, { step: done ? STEPS[step].next : step, time: Date.now() + wait });
        }
      }
    }
  }

  /**
   * Returns whether Slurm has heard it. A controller that was killed may have given the id of a job to another one, and scancel
   * knows no name but one for all: so what has which name is asked right before.
   */
  private async tell(step: Step, jobs: readonly JobToEnd[]): Promise<boolean> {
    const reports = await this.states.of(jobs.map(({ jobID }) => jobID));
    if (!reports) return false;
    const texts = new Map(jobs.map(({ jobID, text }) => [jobID, text]));
    const ours = reports.filter(
      ({ jobID, name, state }) => fateOf(state) === 'under-way' && this.names.textOf(name) === texts.get(jobID),
    );
    if (ours.length === 0 || this.halted) return true;
    const jobIDs = ours.map(({ jobID }) => jobID);
    const { rc, stderr } = await this.queries.run('scancel', [...STEPS[step].words, ...jobIDs.map(String)]);
    const rest = stderr.split('\n').filter((line) => line !== '' && !GONE.test(line));
    if (rc === 0 || rest.length === 0) return true;
    this.log(`scancel: ${rest[0]}: it is tried again`);
    return false;
  }
}
