import type {
  AttemptKey,
  AttemptOrder,
  AttemptOutput,
  Executor,
  ExecutorListener,
  OutputStream,
  StopCause,
} from '#dag/ports/executor';
import type { Ownership } from '#dag/ports/ownership';
import type { JobCheck } from '#dag/spec/rules';
import type { ExecutorContext } from '../executor-context';
import { commandJobCheck } from '../job/command-job';
import { checkUserID } from '../job/user-id';
import { forgetOutput, forgetRuns, forgetUnknownRuns, outputRootOf } from '../output/output-paths';
import { AttemptProcesses } from '../process/attempt-processes';
import { sortOut } from '../job/sort-out';
import { storeFolder } from '../store-folder';
import type { ForkingConfig } from './config';
import { launchersFolder } from '../launchers-folder';
import { processOrder } from './process-order';

const DEFAULT_THREADS = 10;
const DEFAULT_STOP_GRACE_SECONDS = 5;

interface Opened {
  readonly listener: ExecutorListener;
  readonly outputRoot: string;
  readonly processes: AttemptProcesses;
}

/** Runs tasks as processes of this host, which go on when the server ends. */
export class ForkingTaskExecutor implements Executor {
  readonly kind = 'ForkingTaskExecutor';
  readonly slots: number;
  readonly survivesRestart: boolean;
  private readonly stopGraceMs: number;
  private opened: Opened | undefined;

  constructor(
    config: ForkingConfig,
    private readonly context: ExecutorContext,
  ) {
    this.slots = config.threads ?? DEFAULT_THREADS;
    this.survivesRestart = context.durable ?? true;
    this.stopGraceMs = 1000 * (config.stopGraceSeconds ?? DEFAULT_STOP_GRACE_SECONDS);
  }

  readonly checkJob: JobCheck = commandJobCheck({ userID: checkUserID });

  async open(listener: ExecutorListener, ownership: Ownership): Promise<void> {
    const { dataDir, pool, maxOutputBytes, log } = this.context;
    const folder = storeFolder(dataDir, ownership);
    const outputRoot = outputRootOf(folder);
    const processes = new AttemptProcesses(
      {
        folder: launchersFolder(folder, pool),
        slots: this.slots,
        settings: {
          onDisconnect: this.survivesRestart ? 'keep' : 'stop',
          owner: ownership.fencingToken,
          outputRoot,
          maxOutputBytes,
          stopGraceMs: this.stopGraceMs,
        },
        log,
      },
      {
        finished: (results) => listener.finished(results),
        slotFreed: () => listener.capacityChanged(),
      },
    );
    await processes.open();
    this.opened = { listener, outputRoot, processes };
    // Not before: another server may be at work here, and then there is no getting this far.
    if (!this.survivesRestart) await forgetOutput(outputRoot);
  }

  async adopt(orders: readonly AttemptOrder[], isKnown: (runID: number) => boolean): Promise<void> {
    const { outputRoot, processes } = this.use();
    this.start(await processes.adopt(orders));
    forgetUnknownRuns(outputRoot, isKnown).catch((error: unknown) => this.context.log(String(error)));
  }

  start(orders: readonly AttemptOrder[]): void {
    const { good, rejected } = sortOut(orders, this.checkJob);
    const { listener, processes } = this.use();
    processes.start(good.map(processOrder));
    if (rejected.length > 0) setImmediate(() => listener.finished(rejected));
  }

  stop(keys: readonly AttemptKey[], cause: StopCause): void {
    this.use().processes.stop(keys, cause);
  }

  acknowledge(keys: readonly AttemptKey[]): void {
    this.use().processes.acknowledge(keys);
  }

  output(key: AttemptKey, stream: OutputStream): AttemptOutput {
    return this.use().processes.output(key, stream);
  }

  async removeRuns(runIDs: readonly number[]): Promise<void> {
    await forgetRuns(this.use().outputRoot, runIDs);
  }

  async close(mode: 'stop' | 'leave'): Promise<void> {
    await this.opened?.processes.close(mode);
  }

  private use(): Opened {
    if (!this.opened) throw new Error('the executor is not open');
    return this.opened;
  }
}
