import type {
  AttemptKey,
  AttemptOrder,
  AttemptOutput,
  BackEndQueue,
  Executor,
  ExecutorListener,
  FinishedAttempt,
  StopCause,
} from '#dag/ports/executor';
import type { AttemptResult, Outcome } from '#dag/run/outcome';
import type { Problem } from '#dag/spec/problem';
import type { SimulatedPlacer } from './simulated-placer';
import type { VirtualClock } from './virtual-clock';

/** What an attempt is to do. */
export interface Script {
  readonly durationMs: number;
  readonly outcome: Outcome;
  readonly stdout?: string;
}

interface Running {
  readonly order: AttemptOrder;
  readonly startTime: number;
  stopped?: StopCause;
  result?: AttemptResult;
}

/**
 * Runs attempts as a script says, in virtual time. It outlives the engine, as the launcher does: attempts go on, and
 * results are kept until they are acknowledged. It checks on its own that nothing is started twice.
 */
export class SimulatedExecutor implements Executor {
  readonly kind = 'SimulatedExecutor';
  readonly survivesRestart = true;
  /** Every attempt ever started, in order. */
  readonly started: AttemptOrder[] = [];
  onStart?: (order: AttemptOrder) => void;
  queue?: BackEndQueue;
  private readonly attempts = new Map<string, Running>();
  private readonly outputs = new Map<string, string>();
  private readonly everStarted = new Set<string>();
  private listener?: ExecutorListener;

  constructor(
    private readonly clock: VirtualClock,
    readonly slots: number,
    private readonly scriptOf: (order: AttemptOrder) => Script,
    /** How long a stopped attempt takes to end, ms. */
    private readonly stopMs = 0,
    /** In place of slots. */
    readonly placer?: SimulatedPlacer,
  ) {}

  checkJob(): readonly Problem[] {
    return [];
  }

  open(listener: ExecutorListener): Promise<void> {
    this.listener = listener;
    return Promise.resolve();
  }

  /** The engine is gone: nobody is told of anything until the next one opens. */
  disconnect(): void {
    this.listener = undefined;
  }

  capacityChanged(): void {
    this.listener?.capacityChanged();
  }

  get running(): number {
    return [...this.attempts.values()].filter(({ result }) => !result).length;
  }

  runningOf(runID: number, task: number): number {
    const own = [...this.attempts.values()].filter(({ order }) => order.runID === runID && order.task === task);
    return own.filter(({ result }) => !result).length;
  }

  start(orders: readonly AttemptOrder[]): void {
    for (const order of orders) {
      const name = nameOf(order);
      if (this.everStarted.has(name)) continue;
      this.everStarted.add(name);
      this.started.push(order);
      this.onStart?.(order);
      const startTime = this.clock.now();
      const running: Running = { order, startTime };
      this.attempts.set(name, running);
      const { durationMs, outcome, stdout = '' } = this.scriptOf(order);
      this.outputs.set(name, stdout);
      this.clock.at(startTime + durationMs, () => this.end(running, outcome));
    }
  }

  stop(keys: readonly AttemptKey[], cause: StopCause): void {
    for (const key of keys) {
      const running = this.attempts.get(nameOf(key));
      if (!running || running.result || running.stopped) continue;
      running.stopped = cause;
      this.clock.at(this.clock.now() + this.stopMs, () => this.end(running, { cause, rc: 143 }));
    }
  }

  acknowledge(keys: readonly AttemptKey[]): void {
    for (const key of keys) this.attempts.delete(nameOf(key));
  }

  adopt(orders: readonly AttemptOrder[]): Promise<void> {
    const adopted = new Set(orders.map(nameOf));
    for (const [name, running] of this.attempts) {
      if (adopted.has(name)) continue;
      this.attempts.delete(name);
      running.result ??= this.resultOf(running, { cause: 'killed', rc: 143 });
    }
    for (const order of orders) {
      const known = this.attempts.get(nameOf(order));
      // Recorded, but never sent: it can be started now, once.
      if (!known) this.start([order]);
      else if (known.result) this.report({ key: order, result: known.result });
    }
    return Promise.resolve();
  }

  output(key: AttemptKey): AttemptOutput {
    const bytes = new TextEncoder().encode(this.outputs.get(nameOf(key)) ?? '');
    return {
      size: () => Promise.resolve(bytes.length),
      read: (start, end) => Promise.resolve(bytes.subarray(start, end)),
    };
  }

  removeRuns(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.disconnect();
    return Promise.resolve();
  }

  private end(running: Running, outcome: Outcome): void {
    if (running.result) return;
    this.placer?.giveBack(running.order);
    // The first cause wins: what ends after it was told to stop was stopped.
    running.result = this.resultOf(running, running.stopped ? { cause: running.stopped, rc: 143 } : outcome);
    this.report({ key: running.order, result: running.result });
  }

  private resultOf({ startTime }: Running, outcome: Outcome): AttemptResult {
    const nothing = { outputBytes: 0, errorBytes: 0, truncated: false, executorLog: '' };
    return { outcome, startTime, stopTime: this.clock.now(), ...nothing };
  }

  private report(finished: FinishedAttempt): void {
    const { listener } = this;
    if (listener) queueMicrotask(() => listener.finished([finished]));
  }
}

function nameOf({ runID, task, attempt }: AttemptKey): string {
  return `${runID}/${task}/${attempt}`;
}
