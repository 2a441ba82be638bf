import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type {
  AttemptKey,
  AttemptOrder,
  AttemptOutput,
  BackEndQueue,
  Executor,
  ExecutorListener,
  OutputStream,
  StopCause,
} from '#dag/ports/executor';
import type { Ownership } from '#dag/ports/ownership';
import type { JobCheck } from '#dag/spec/rules';
import type { ExecutorContext } from '../executor-context';
import { FileOutput } from '../output/file-output';
import { sortOut } from '../job/sort-out';
import { forgetOutput, forgetRuns, forgetUnknownRuns, outputPath, outputRootOf } from '../output/output-paths';
import { storeFolder } from '../store-folder';
import { unrecordedOwner } from '../unrecorded-owner';
import { isAttemptFile } from './attempt-files';
import { findCommands } from './commands';
import type { SlurmConfig } from './config';
import { JobNames } from './job-names';
import { SlurmAttempts } from './slurm-attempts';
import { checkSlurmJob } from './slurm-job';
import { SlurmQueries } from './slurm-queries';
import { TmpFolders } from './tmp-folders';

const DEFAULT_LEAST_POLL_SECONDS = 1;
const DEFAULT_MOST_POLL_SECONDS = 30;
const DEFAULT_LOST_AFTER_SECONDS = 60;
const DEFAULT_STOP_GRACE_SECONDS = 5;
const DEFAULT_COMMAND_SECONDS = 60;

interface Opened {
  readonly listener: ExecutorListener;
  readonly outputRoot: string;
  readonly attempts: SlurmAttempts;
  readonly queries: SlurmQueries;
}

/** Runs tasks as Slurm batch jobs, which go on when the server ends. */
export class SlurmTaskExecutor implements Executor {
  readonly kind = 'SlurmTaskExecutor';
  /** Slurm governs that. */
  readonly slots = Infinity;
  readonly survivesRestart: boolean;
  readonly checkJob: JobCheck = checkSlurmJob;
  private opened: Opened | undefined;

  constructor(
    private readonly config: SlurmConfig,
    private readonly context: ExecutorContext,
  ) {
    this.survivesRestart = context.durable ?? true;
  }

  get queue(): BackEndQueue | undefined {
    return this.opened?.attempts.queue;
  }

  whereabouts(key: AttemptKey): string | undefined {
    return this.opened?.attempts.whereabouts(key);
  }

  async open(listener: ExecutorListener, ownership: Ownership): Promise<void> {
    const { dataDir, pool, maxOutputBytes, log } = this.context;
    const { path, pollSeconds, lostAfterSeconds, stopGraceSeconds, commandSeconds } = this.config;
    const commands = findCommands(path);
    const folder = storeFolder(dataDir, ownership);
    const own = join(folder, 'slurm', createHash('sha256').update(pool).digest('hex').slice(0, 16));
    const owner = this.survivesRestart ? ownership : unrecordedOwner(`${own}.owner.json`);
    const outputRoot = outputRootOf(folder);
    const patienceMs = 1000 * (commandSeconds ?? DEFAULT_COMMAND_SECONDS);
    const stopGraceMs = 1000 * (stopGraceSeconds ?? DEFAULT_STOP_GRACE_SECONDS);
    const launching = { owner: owner.fencingToken, commands, patienceMs, log };
    const names = new JobNames(owner, pool);
    const isOwn = (name: string) => isAttemptFile(name, names);
    const tmpFolders = new TmpFolders(join(own, 'tmp-folders.json'), isOwn, log);
    const { survivesRestart } = this;
    const queries = new SlurmQueries({ ...launching, folder: join(own, 'queries') });
    const attempts = new SlurmAttempts(
      {
        names,
        output: { outputRoot, maxOutputBytes },
        submissions: { ...launching, folder: join(own, 'submissions'), survivesRestart, tmpFolders },
        pollMs: {
          least: 1000 * (pollSeconds?.least ?? DEFAULT_LEAST_POLL_SECONDS),
          most: 1000 * (pollSeconds?.most ?? DEFAULT_MOST_POLL_SECONDS),
        },
        lostAfterMs: 1000 * (lostAfterSeconds ?? DEFAULT_LOST_AFTER_SECONDS),
        stopGraceMs,
        log,
      },
      queries,
      (results) => listener.finished(results),
    );
    await Promise.all([attempts.open(), queries.open()]);
    if (!survivesRestart) await forgetOutput(outputRoot);
    this.opened = { listener, outputRoot, attempts, queries };
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
    const live = () => attempts.livePath(key, stream);
    return new FileOutput({ live, final: outputPath(outputRoot, key, stream) }, this.context.maxOutputBytes);
  }

  async removeRuns(runIDs: readonly number[]): Promise<void> {
    await forgetRuns(this.use().outputRoot, runIDs);
  }

  async close(mode: 'stop' | 'leave'): Promise<void> {
    await this.opened?.attempts.close(mode);
    await this.opened?.queries.close();
  }

  private use(): Opened {
    if (!this.opened) throw new Error('the executor is not open');
    return this.opened;
  }
}
