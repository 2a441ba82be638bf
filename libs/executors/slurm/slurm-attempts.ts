import { basename } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { AttemptKey, AttemptOrder, FinishedAttempt, OutputStream, StopCause } from '#dag/ports/executor';
import { keyText } from '../process/protocol';
import { removeFiles } from './attempt-files';
import { collectOutput, type OutputPlace } from './collect-output';
import { JobFollower, type FollowerEvents, type FollowerOptions } from './job-follower';
import { JobStates } from './job-states';
import { Reports } from './reports';
import { slurmAttempt, type SlurmAttempt } from './slurm-attempt';
import type { SlurmQueries } from './slurm-queries';
import { SlurmQueue } from './slurm-queue';
import { refusedResult, slurmResult, withdrawnResult } from './slurm-result';
import { Stops, type JobToEnd } from './stops';
import { Submissions, type SubmissionEvents, type SubmissionOptions } from './submissions';

/** How long the start of a server waits for Slurm's list of jobs. */
const LISTING_PATIENCE_MS = 5_000;
/** How long its end waits for the removal of files. */
const REMOVAL_PATIENCE_MS = 2_000;

export interface SlurmAttemptsOptions extends FollowerOptions {
  readonly output: OutputPlace;
  readonly stopGraceMs: number;
  readonly submissions: SubmissionOptions;
}

/** All attempts of a pool, from their order to the acknowledgement of their results. */
export class SlurmAttempts implements SubmissionEvents, FollowerEvents {
  /** By key: everything ordered or adopted and not reported yet. */
  private readonly live = new Map<string, SlurmAttempt>();
  readonly queue: SlurmQueue;
  /** Files of acknowledged attempts. */
  private readonly removals = new Set<Promise<void>>();
  private readonly reports: Reports;
  private readonly submissions: Submissions;
  private readonly follower: JobFollower;
  private readonly stops: Stops;
  private closed: Promise<void> | undefined;
  private onceEmpty: (() => void) | undefined;

  constructor(
    private readonly options: SlurmAttemptsOptions,
    queries: SlurmQueries,
    deliver: (results: readonly FinishedAttempt[]) => void,
  ) {
    const { log, stopGraceMs, submissions } = options;
    this.reports = new Reports(deliver);
    this.submissions = new Submissions(submissions, this);
    const states = new JobStates(queries, log);
    this.queue = new SlurmQueue(
      this.live,
      () => this.submissions.obstacle ?? states.obstacle,
      (attempt) => this.submissions.bar(attempt),
    );
    this.follower = new JobFollower(options, states, () => this.live.values(), this);
    this.stops = new Stops(queries, states, options.names, stopGraceMs, log);
  }

  /** Rejects with a message for people. */
  async open(): Promise<void> {
    await this.submissions.open();
  }

  start(orders: readonly AttemptOrder[]): void {
    this.submissions.submit(this.add(orders));
  }

  stop(keys: readonly AttemptKey[], cause: StopCause): void {
    for (const key of keys) {
      const attempt = this.live.get(textOf(key));
      if (!attempt || attempt.stopCause) continue;
      attempt.stopCause = cause;
      if (attempt.stage === 'queued' && this.submissions.withdraw(attempt)) this.withdrawn(attempt);
      else if (attempt.stage === 'submitted') this.cancel(attempt);
    }
  }

  acknowledge(keys: readonly AttemptKey[]): void {
    const texts: string[] = [];
    for (const key of keys) {
      const text = textOf(key);
      const attempt = this.reports.take(text);
      if (!attempt) continue;
      texts.push(text);
      const removal = removeFiles(attempt.files)
        .catch((error: unknown) => this.options.log(String(error)))
        .finally(() => this.removals.delete(removal));
      this.removals.add(removal);
    }
    this.submissions.forget(texts);
  }

  /** Resolves when it is known of each whether it was sent, and Slurm was told to end what is nobody's. */
  async adopt(orders: readonly AttemptOrder[]): Promise<void> {
    const attempts = this.add(orders);
    for (const attempt of attempts) attempt.stage = 'submitting';
    const files = attempts.flatMap((attempt) => Object.values(attempt.files).map((path: string) => basename(path)));
    this.options.submissions.tmpFolders.sweep(new Set(files));
    const unsent = await this.submissions.adopt(attempts);
    for (const attempt of unsent) attempt.stage = 'queued';
    // A controller that is down is asked again and again.
    await Promise.race([this.follower.disown(), pause(LISTING_PATIENCE_MS, undefined, { ref: false })]);
    // Of those that were stopped meanwhile nothing is to be started.
    for (const attempt of unsent) if (attempt.stopCause) this.withdrawn(attempt);
    this.submissions.submit(unsent.filter(({ stopCause }) => !stopCause));
  }

  /** The file that an attempt writes to; undefined for one that is not live. */
  livePath(key: AttemptKey, stream: OutputStream): string | undefined {
    return this.live.get(textOf(key))?.files[stream];
  }

  /** The job of a live attempt, for people; undefined when it has none yet. */
  whereabouts(key: AttemptKey): string | undefined {
    const jobID = this.live.get(textOf(key))?.jobID;
    return jobID === undefined ? undefined : `Slurm job ${jobID}`;
  }

  /** `stop`: ends everything and resolves when all of it was reported. `leave`: it all goes on. */
  close(mode: 'stop' | 'leave'): Promise<void> {
    return (this.closed ??= this.shut(mode));
  }

  submitted(attempt: SlurmAttempt, jobID: number): void {
    attempt.jobID = jobID;
    attempt.stage = 'submitted';
    attempt.sought = undefined;
    if (attempt.stopCause) this.cancel(attempt);
    this.follower.follow();
  }

  found(attempt: SlurmAttempt, jobID: number): void {
    this.submitted(attempt, jobID);
  }

  withdrawn(attempt: SlurmAttempt): void {
    this.report(attempt, withdrawnResult(attempt.key, attempt.stopCause ?? 'killed'));
  }

  refused(attempt: SlurmAttempt, message: string, isSlurms: boolean): void {
    this.report(attempt, refusedResult(attempt.key, message, isSlurms));
  }

  unsure(attempt: SlurmAttempt, isOld: boolean): void {
    attempt.stage = 'sought';
    attempt.sought = { since: Date.now(), isOld };
    this.follower.follow();
    this.follower.askSoon();
  }

  absent(attempt: SlurmAttempt): void {
    if (attempt.stopCause) this.withdrawn(attempt);
    else this.submissions.submitAgain(attempt);
  }

  hopeless(attempt: SlurmAttempt): void {
    this.cancel(attempt);
  }

  ended(attempt: SlurmAttempt, why: string): void {
    attempt.stage = 'ended';
    this.stops.ended(attempt);
    void collectOutput(attempt, this.options.output).then((output) => {
      this.report(attempt, slurmResult(attempt, output, why));
    });
  }

  nobodys(jobs: readonly JobToEnd[]): Promise<boolean> {
    this.options.log(`${jobs.length} Slurm jobs of a former life that nobody knows are ended`);
    return this.stops.cancel(jobs);
  }

  superseded(): void {
    if (this.closed) return;
    this.options.log('another daggyd has taken over the store: nothing more is done here for Slurm jobs');
    this.follower.halt();
    this.stops.halt();
    this.submissions.halt();
    this.live.clear();
    this.reports.abandon();
  }

  private async shut(mode: 'stop' | 'leave'): Promise<void> {
    if (mode === 'stop') {
      this.stop(
        Array.from(this.live.values(), ({ key }) => key),
        'killed',
      );
      await this.untilEmpty(this.options.stopGraceMs + this.options.lostAfterMs);
    }
    this.reports.close();
    this.follower.halt();
    this.stops.halt();
    await this.submissions.close(mode);
    const removed = Promise.all([...this.removals, this.options.submissions.tmpFolders.swept()]);
    // A file system that hangs must not keep a server from ending; the next one removes what is left.
    await Promise.race([removed, pause(REMOVAL_PATIENCE_MS, undefined, { ref: false })]);
  }

  /** A Slurm that does not answer must not keep a server from ending. */
  private async untilEmpty(patienceMs: number): Promise<void> {
    if (this.live.size === 0) return;
    await new Promise<void>((resolve) => {
      const patience = setTimeout(resolve, patienceMs);
      this.onceEmpty = () => {
        clearTimeout(patience);
        resolve();
      };
    });
    if (this.live.size > 0) this.options.log(`${this.live.size} Slurm jobs may not have ended`);
  }

  private add(orders: readonly AttemptOrder[]): SlurmAttempt[] {
    return orders.flatMap((order) => {
      const text = textOf(order);
      if (this.live.has(text) || this.reports.has(text)) return [];
      const attempt = slurmAttempt(order, this.options.names);
      this.live.set(text, attempt);
      return [attempt];
    });
  }

  /** Whether its script has begun decides how it is stopped. */
  private cancel(attempt: SlurmAttempt): void {
    void this.follower.readMarker(attempt).then(() => {
      if (attempt.stage !== 'submitted') return;
      this.stops.stop(attempt);
      this.follower.askSoon();
    });
  }

  /** Its only result. */
  private report(attempt: SlurmAttempt, result: FinishedAttempt): void {
    if (this.live.get(attempt.text) !== attempt) return;
    attempt.stage = 'ended';
    this.live.delete(attempt.text);
    this.reports.add(result, attempt);
    if (this.live.size === 0) this.onceEmpty?.();
  }
}

function textOf({ runID, task, attempt }: AttemptKey): string {
  return keyText(runID, task, attempt);
}
