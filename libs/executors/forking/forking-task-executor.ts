import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
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
import type { JobCheck } from '#dag/spec/rules';
import type { ExecutorContext } from '../executor-context';
import { commandJobCheck } from '../job/command-job';
import { checkUserID } from '../job/user-id';
import { forgetOutput, outputRootOf, runFolder } from '../output/output-paths';
import { AttemptProcesses, type ProcessOrder } from '../process/attempt-processes';
import { rejectedAttempt } from '../results';
import type { ForkingConfig } from './config';
import { processOrder } from './process-order';

const DEFAULT_THREADS = 10;
const DEFAULT_STOP_GRACE_SECONDS = 5;

/** Runs tasks as processes of this host, which go on when the server ends. */
export class ForkingTaskExecutor implements Executor {
  readonly kind = 'ForkingTaskExecutor';
  readonly slots: number;
  readonly survivesRestart: boolean;
  private readonly outputRoot: string;
  private readonly processes: AttemptProcesses;
  private listener: ExecutorListener | undefined;

  constructor(config: ForkingConfig, context: ExecutorContext) {
    this.slots = config.threads ?? DEFAULT_THREADS;
    this.survivesRestart = context.durable ?? true;
    this.outputRoot = outputRootOf(context.dataDir);
    this.processes = new AttemptProcesses(
      {
        folder: join(context.dataDir, 'launchers', folderName(context.pool)),
        slots: this.slots,
        settings: {
          onDisconnect: this.survivesRestart ? 'keep' : 'stop',
          outputRoot: this.outputRoot,
          maxOutputBytes: context.maxOutputBytes,
          stopGraceMs: 1000 * (config.stopGraceSeconds ?? DEFAULT_STOP_GRACE_SECONDS),
        },
        log: context.log,
      },
      {
        finished: (results) => this.listener?.finished(results),
        slotFreed: () => this.listener?.capacityChanged(),
      },
    );
  }

  readonly checkJob: JobCheck = commandJobCheck({ userID: checkUserID });

  async open(listener: ExecutorListener): Promise<void> {
    this.listener = listener;
    await this.processes.open();
    // Not before: another server may be at work here, and then there is no getting this far.
    if (!this.survivesRestart) await forgetOutput(this.outputRoot);
  }

  start(orders: readonly AttemptOrder[]): void {
    const good: ProcessOrder[] = [];
    const rejected: FinishedAttempt[] = [];
    for (const order of orders) {
      // Not every instance of a large task is tried out when a run is submitted.
      const problems = this.checkJob(order.job);
      if (problems.length === 0) good.push(processOrder(order));
      else rejected.push(rejectedAttempt(order, problems));
    }
    this.processes.start(good);
    if (rejected.length > 0) setImmediate(() => this.listener?.finished(rejected));
  }

  stop(keys: readonly AttemptKey[], cause: StopCause): void {
    this.processes.stop(keys, cause);
  }

  acknowledge(keys: readonly AttemptKey[]): void {
    this.processes.acknowledge(keys);
  }

  adopt(orders: readonly AttemptOrder[]): void {
    this.processes.adopt(orders);
  }

  output(key: AttemptKey, stream: OutputStream): AttemptOutput {
    return this.processes.output(key, stream);
  }

  async removeRuns(runIDs: readonly number[]): Promise<void> {
    for (const runID of runIDs) await rm(runFolder(this.outputRoot, runID), { recursive: true, force: true });
  }

  close(mode: 'stop' | 'leave'): Promise<void> {
    return this.processes.close(mode);
  }
}

/** Pool names are free text; a folder's name is not. */
function folderName(pool: string): string {
  return /^[\w-]{1,32}$/.test(pool) ? pool : createHash('sha256').update(pool).digest('hex').slice(0, 16);
}
