import type { AttemptKey, AttemptOrder, Executor, FinishedAttempt, OutputStream } from '#dag/ports/executor';
import type { AttemptResult } from '#dag/run/outcome';
import type { Job } from '#dag/spec/dag-spec';

/** All executors of these tests work for one store, each as the owner after the one before. */
export const STORE_ID = 'fedcba9876543210';

let owners = 0;

export function nextOwner(): number {
  return ++owners;
}

/** Longest that anything in these tests may take. */
const PATIENCE_MS = 20_000;

/** Waits until a condition holds. */
export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  patienceMs = PATIENCE_MS,
): Promise<void> {
  const deadline = Date.now() + patienceMs;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`waited in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Drives one executor as the engine would, and notes all that it reports. */
export class Probe {
  readonly finished: FinishedAttempt[] = [];
  capacityChanges = 0;
  private calling = false;
  private tasks = 0;

  constructor(
    readonly executor: Executor,
    private readonly runID: number,
    /** Whether it says that results are safe as soon as it is told of them. */
    private readonly acknowledges: boolean,
  ) {}

  open(storeID = STORE_ID, fencingToken = nextOwner()): Promise<void> {
    const listener = {
      finished: (results: readonly FinishedAttempt[]) => {
        if (this.calling) throw new Error('reported from within a call');
        this.finished.push(...results);
        if (this.acknowledges) this.executor.acknowledge(results.map(({ key }) => key));
      },
      capacityChanged: () => {
        if (this.calling) throw new Error('reported from within a call');
        this.capacityChanges++;
      },
    };
    return this.executor.open(listener, { storeID, fencingToken });
  }

  /** A new attempt of a new task. */
  order(job: Job, attempt = 1): AttemptOrder {
    const task = this.tasks++;
    return { runID: this.runID, task, attempt, taskName: `say_${task + 1}`, template: 'say', job };
  }

  start(...orders: AttemptOrder[]): void {
    this.call(() => this.executor.start(orders));
  }

  stop(key: AttemptKey, cause: 'killed' | 'timeout' = 'killed'): void {
    this.call(() => this.executor.stop([key], cause));
  }

  async adopt(...orders: AttemptOrder[]): Promise<void> {
    await this.call(() => this.executor.adopt(orders, () => true));
  }

  acknowledge(...keys: AttemptKey[]): void {
    this.call(() => this.executor.acknowledge(keys.map(({ runID, task, attempt }) => ({ runID, task, attempt }))));
  }

  /** Starts an attempt and waits for its end. */
  async run(job: Job, attempt = 1): Promise<{ key: AttemptKey; result: AttemptResult }> {
    const order = this.order(job, attempt);
    this.start(order);
    return { key: order, result: await this.resultOf(order) };
  }

  results(key: AttemptKey): AttemptResult[] {
    return this.finished.filter((finished) => isSame(finished.key, key)).map(({ result }) => result);
  }

  async resultOf(key: AttemptKey, patienceMs?: number): Promise<AttemptResult> {
    await until(
      `attempt ${key.runID}/${key.task}/${key.attempt} ended`,
      () => this.results(key).length > 0,
      patienceMs,
    );
    return this.results(key)[0];
  }

  async output(key: AttemptKey, stream: OutputStream = 'stdout'): Promise<string> {
    const output = this.executor.output(key, stream);
    return Buffer.from(await output.read(0, await output.size())).toString();
  }

  async untilPrinted(key: AttemptKey, text: string, stream: OutputStream = 'stdout'): Promise<void> {
    await until(`${text} was printed`, async () => (await this.output(key, stream)).includes(text));
  }

  /** Nothing that an executor does may call back at once. */
  private call<T>(action: () => T): T {
    this.calling = true;
    try {
      return action();
    } finally {
      this.calling = false;
    }
  }
}

function isSame(a: AttemptKey, b: AttemptKey): boolean {
  return a.runID === b.runID && a.task === b.task && a.attempt === b.attempt;
}
