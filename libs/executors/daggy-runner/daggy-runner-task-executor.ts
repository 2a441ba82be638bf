import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type {
  AttemptKey,
  AttemptOrder,
  AttemptOutput,
  Executor,
  ExecutorListener,
  OutputStream,
  Placer,
  RunnerView,
  StopCause,
} from '#dag/ports/executor';
import type { Ownership } from '#dag/ports/ownership';
import type { JobCheck } from '#dag/spec/rules';
import type { ExecutorContext } from '../executor-context';
import { FileOutput } from '../output/file-output';
import { forgetOutput, forgetRuns, forgetUnknownRuns, outputPath, outputRootOf } from '../output/output-paths';
import { sortOut } from '../job/sort-out';
import { storeFolder } from '../store-folder';
import type { DaggyRunnerConfig } from './config';
import { NotedInstances } from './noted-instances';
import { RemoteAttempts } from './remote-attempts';
import { RemoteOutput } from './remote-output';
import { Runner } from './runner';
import { RunnerClient } from './runner-client';
import { RunnerFleet } from './runner-fleet';
import { demandOf, runnerJobCheck } from './runner-job';
import { RunnerLink } from './runner-link';
import { TaskIDs } from './task-ids';
import { unrecordedOwner } from '../unrecorded-owner';

const DEFAULT_LOST_AFTER_SECONDS = 30;
const DEFAULT_RESERVE_AFTER_SECONDS = 30;
const LONGEST_WAIT_SECONDS = 15;
const LONGEST_ANSWER_MS = 5_000;
const SHORTEST_ANSWER_MS = 500;

interface Opened {
  readonly listener: ExecutorListener;
  readonly outputRoot: string;
  readonly attempts: RemoteAttempts;
}

/** Runs tasks on daggyr runners, each where it matters least. */
export class DaggyRunnerTaskExecutor implements Executor {
  readonly kind = 'DaggyRunnerTaskExecutor';
  /** What runners have room for governs that. */
  readonly slots = Infinity;
  readonly survivesRestart: boolean;
  readonly checkJob: JobCheck = runnerJobCheck();
  readonly placer: Placer = {
    // A job that is wrong needs no room: it is rejected when it is started.
    place: (order) =>
      this.fleet.knownObstacle(demandOf(order.job)) ??
      (this.checkJob(order.job).length > 0 ? undefined : this.use().attempts.place(order)),
    obstacle: (job) => (this.checkJob(job).length > 0 ? undefined : this.fleet.obstacle(demandOf(job))),
  };
  private readonly lostAfterMs: number;
  private readonly fleet: RunnerFleet;
  private opened: Opened | undefined;

  constructor(
    private readonly config: DaggyRunnerConfig,
    private readonly context: ExecutorContext,
  ) {
    const { runners, lostAfterSeconds, reserveAfterSeconds } = config;
    this.survivesRestart = context.durable ?? true;
    this.lostAfterMs = 1000 * (lostAfterSeconds ?? DEFAULT_LOST_AFTER_SECONDS);
    this.fleet = new RunnerFleet(
      runners.map(({ url }) => new Runner(url.replace(/\/$/, ''))),
      1000 * (reserveAfterSeconds ?? DEFAULT_RESERVE_AFTER_SECONDS),
    );
  }

  runners(): readonly RunnerView[] {
    return this.fleet.runners.map((runner) => runner.view());
  }

  whereabouts(key: AttemptKey): string | undefined {
    return this.opened?.attempts.placeOf(key)?.link.runner.whereabouts;
  }

  async open(listener: ExecutorListener, ownership: Ownership): Promise<void> {
    const { dataDir, pool, maxOutputBytes, log } = this.context;
    const folder = storeFolder(dataDir, ownership);
    const outputRoot = outputRootOf(folder);
    const notes = join(folder, 'runners', createHash('sha256').update(pool).digest('hex').slice(0, 16));
    const owner = this.survivesRestart ? ownership : unrecordedOwner(`${notes}.owner.json`);
    const ids = new TaskIDs(owner, pool);
    const noted = new NotedInstances(`${notes}.json`, owner.fencingToken);
    const output = { outputRoot, maxOutputBytes };
    const options = { ids, output, noted, lostAfterMs: this.lostAfterMs, log };
    const attempts = new RemoteAttempts(options, this.fleet, listener);
    const links = await Promise.all(
      this.fleet.runners.map((runner, index) =>
        this.link(runner, this.config.runners[index].token, owner, ids, attempts),
      ),
    );
    if (!this.survivesRestart) await forgetOutput(outputRoot);
    this.opened = { listener, outputRoot, attempts };
    attempts.open(links);
  }

  async adopt(orders: readonly AttemptOrder[], isKnown: (runID: number) => boolean): Promise<void> {
    const { outputRoot, attempts } = this.use();
    await attempts.adopt(orders);
    forgetUnknownRuns(outputRoot, isKnown).catch((error: unknown) => this.context.log(String(error)));
  }

  start(orders: readonly AttemptOrder[]): void {
    const { good, rejected } = sortOut(orders, this.checkJob);
    const { listener, attempts } = this.use();
    attempts.start(good);
    if (rejected.length > 0) setImmediate(() => listener.finished(rejected));
  }

  stop(keys: readonly AttemptKey[], cause: StopCause): void {
    this.use().attempts.stop(keys, cause);
  }

  acknowledge(keys: readonly AttemptKey[]): void {
    this.use().attempts.acknowledge(keys);
  }

  output(key: AttemptKey, stream: OutputStream): AttemptOutput {
    const { outputRoot, attempts } = this.use();
    const final = outputPath(outputRoot, key, stream);
    const local = new FileOutput({ live: () => undefined, final }, this.context.maxOutputBytes);
    return new RemoteOutput({ remote: () => attempts.placeOf(key), stream, local });
  }

  async removeRuns(runIDs: readonly number[]): Promise<void> {
    await forgetRuns(this.use().outputRoot, runIDs);
  }

  async close(mode: 'stop' | 'leave'): Promise<void> {
    await this.opened?.attempts.close(mode);
  }

  private async link(
    runner: Runner,
    token: string | undefined,
    { storeID, fencingToken }: Ownership,
    { prefix }: TaskIDs,
    attempts: RemoteAttempts,
  ): Promise<RunnerLink> {
    const { lostAfterMs } = this;
    const answerMs = Math.max(SHORTEST_ANSWER_MS, Math.min(LONGEST_ANSWER_MS, lostAfterMs / 4));
    const waitSeconds = Math.max(1, Math.min(LONGEST_WAIT_SECONDS, Math.floor(lostAfterMs / 2000)));
    const owner = `${storeID}:${fencingToken}`;
    const client = await RunnerClient.open({ url: runner.url, token, owner, prefix, answerMs });
    return new RunnerLink(runner, client, { lostAfterMs, waitSeconds, log: this.context.log }, attempts);
  }

  private use(): Opened {
    if (!this.opened) throw new Error('the executor is not open');
    return this.opened;
  }
}
