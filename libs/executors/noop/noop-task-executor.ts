import { existsSync } from 'node:fs';
import type {
  AttemptKey,
  AttemptOrder,
  AttemptOutput,
  Executor,
  ExecutorListener,
  FinishedAttempt,
  OutputStream,
  StopCause,
} from '#dag/ports/executor';
import type { Ownership } from '#dag/ports/ownership';
import type { AttemptResult, Outcome } from '#dag/run/outcome';
import type { ExecutorContext } from '../executor-context';
import { launchersFolder } from '../launchers-folder';
import { FileOutput } from '../output/file-output';
import { RC_OUTPUT_NOT_KEPT } from '../output/keep-output';
import { forgetOutput, forgetRuns, forgetUnknownRuns, outputPath, outputRootOf } from '../output/output-paths';
import { writeOutput } from '../output/write-output';
import { lostAttempt, rejectedAttempt } from '../results';
import { storeFolder } from '../store-folder';
import type { NoopConfig } from './config';
import { DueQueue } from './due-queue';
import { checkNoopJob, readNoopJob, type NoopJob } from './noop-job';

/** Longest time that a timer of Node can wait for. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;
const RAN_FOR_REAL = 'the pool had another executor when it was started';
/** What SIGTERM makes of a program. */
const STOPPED_RC = 128 + 15;

interface Pretended {
  readonly text: string;
  readonly key: AttemptKey;
  readonly job: NoopJob;
  /** ms since the epoch; -1 while it waits for its turn. */
  startTime: number;
  over: boolean;
}

/** Runs nothing: every attempt ends as its job says, by default with success at once. */
export class NoopTaskExecutor implements Executor {
  readonly kind = 'NoopTaskExecutor';
  readonly slots: number;
  readonly survivesRestart = false;
  readonly checkJob = checkNoopJob;
  private outputRoot = '';
  /** There when the pool had another executor before. */
  private formerLaunchers = '';
  private listener: ExecutorListener | undefined;
  /** By key: everything that has begun and was not acknowledged. */
  private readonly known = new Map<string, Pretended>();
  private waiting: Pretended[] = [];
  private running = 0;
  private readonly due = new DueQueue<Pretended>();
  private timer: NodeJS.Timeout | undefined;
  private timerAt = Infinity;
  private results: FinishedAttempt[] = [];
  private reporting: NodeJS.Immediate | undefined;

  constructor(
    config: NoopConfig,
    private readonly context: ExecutorContext,
  ) {
    this.slots = config.threads ?? Infinity;
  }

  async open(listener: ExecutorListener, ownership: Ownership): Promise<void> {
    this.listener = listener;
    const folder = storeFolder(this.context.dataDir, ownership);
    this.outputRoot = outputRootOf(folder);
    this.formerLaunchers = launchersFolder(folder, this.context.pool);
    if (!(this.context.durable ?? true)) await forgetOutput(this.outputRoot);
  }

  /**
   * What only pretends to run can do so again from the start: nobody sees a difference. What ran for real, before the pool
   * got this executor, nobody can know the end of.
   */
  adopt(orders: readonly AttemptOrder[], isKnown: (runID: number) => boolean): Promise<void> {
    if (existsSync(this.formerLaunchers)) for (const order of orders) this.report(lostAttempt(order, RAN_FOR_REAL));
    else this.start(orders);
    forgetUnknownRuns(this.outputRoot, isKnown).catch((error: unknown) => this.context.log(String(error)));
    return Promise.resolve();
  }

  start(orders: readonly AttemptOrder[]): void {
    for (const order of orders) {
      const text = textOf(order);
      if (this.known.has(text)) continue;
      const problems = checkNoopJob(order.job);
      if (problems.length > 0) {
        this.report(rejectedAttempt(order, problems));
        continue;
      }
      const { runID, task, attempt, job } = order;
      const key = { runID, task, attempt };
      const pretended = { text, key, job: readNoopJob(job), startTime: -1, over: false };
      this.known.set(text, pretended);
      if (this.running < this.slots) this.begin(pretended);
      else this.waiting.push(pretended);
    }
    this.setTimer();
  }

  stop(keys: readonly AttemptKey[], cause: StopCause): void {
    for (const key of keys) {
      const pretended = this.known.get(textOf(key));
      if (pretended && !pretended.over) this.end(pretended, { cause, rc: STOPPED_RC });
    }
    this.setTimer();
  }

  acknowledge(keys: readonly AttemptKey[]): void {
    for (const key of keys) this.known.delete(textOf(key));
  }

  output(key: AttemptKey, stream: OutputStream): AttemptOutput {
    const final = outputPath(this.outputRoot, key, stream);
    return new FileOutput({ live: () => undefined, final }, this.context.maxOutputBytes);
  }

  async removeRuns(runIDs: readonly number[]): Promise<void> {
    await forgetRuns(this.outputRoot, runIDs);
  }

  async close(): Promise<void> {
    this.stop(
      [...this.known.values()].map(({ key }) => key),
      'killed',
    );
    clearTimeout(this.timer);
    if (this.reporting) await new Promise((resolve) => setImmediate(resolve));
  }

  private begin(pretended: Pretended): void {
    const { job } = pretended;
    pretended.startTime = Date.now();
    this.running++;
    if (job.durationMs > 0) this.due.add(pretended.startTime + job.durationMs, pretended);
    else this.end(pretended, outcomeOf(pretended));
  }

  private end(pretended: Pretended, outcome: Outcome): void {
    const stopTime = Date.now();
    const { startTime, key, job } = pretended;
    const begun = startTime >= 0;
    pretended.over = true;
    const executorLog = begun ? '' : 'stopped before it was started';
    const times = { startTime: begun ? startTime : stopTime, stopTime };
    const result = { outcome, ...times, outputBytes: 0, errorBytes: 0, truncated: false, executorLog };
    const kept = begun && job.output !== '' ? this.keep(key, job.output, outcome) : {};
    this.report({ key, result: { ...result, ...kept } });
    if (begun) this.running--;
  }

  private keep(key: AttemptKey, output: string, outcome: Outcome): Partial<AttemptResult> {
    try {
      const path = outputPath(this.outputRoot, key, 'stdout');
      const { total, truncated } = writeOutput(path, Buffer.from(output), this.context.maxOutputBytes);
      return { outputBytes: total, truncated };
    } catch (error) {
      const succeeded = outcome.cause === 'exit' && outcome.rc === 0;
      return {
        executorLog: `its output could not be kept: ${String(error)}`,
        outcome: succeeded ? { cause: 'exit', rc: RC_OUTPUT_NOT_KEPT } : outcome,
      };
    }
  }

  private report(finished: FinishedAttempt): void {
    this.results.push(finished);
    this.reporting ??= setImmediate(() => this.deliver());
  }

  private deliver(): void {
    const results = this.results;
    this.results = [];
    this.reporting = undefined;
    let next = 0;
    for (; next < this.waiting.length && this.running < this.slots; next++) {
      if (!this.waiting[next].over) this.begin(this.waiting[next]);
    }
    this.waiting = this.waiting.slice(next);
    this.setTimer();
    this.listener?.finished(results);
  }

  /** One timer, for whatever is due first. */
  private setTimer(): void {
    const { next } = this.due;
    if (next === this.timerAt) return;
    clearTimeout(this.timer);
    this.timerAt = next;
    if (next === Infinity) return;
    this.timer = setTimeout(() => this.onTimer(), Math.min(LONGEST_TIMER_MS, Math.max(0, next - Date.now())));
  }

  private onTimer(): void {
    this.timerAt = Infinity;
    const now = Date.now();
    for (let ready = this.due.take(now); ready; ready = this.due.take(now)) {
      if (!ready.over) this.end(ready, outcomeOf(ready));
    }
    this.setTimer();
  }
}

function outcomeOf({ key: { attempt }, job }: Pretended): Outcome {
  if (attempt <= job.lose) return { cause: 'lost' };
  return { cause: 'exit', rc: attempt <= job.failAttempts ? job.rc : 0 };
}

function textOf({ runID, task, attempt }: AttemptKey): string {
  return `${runID}/${task}/${attempt}`;
}
