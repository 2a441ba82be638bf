import { randomUUID } from 'node:crypto';
import type { AttemptOutput, FinishedAttempt, OutputStream, StopCause } from '#dag/ports/executor';
import type { AttemptResult } from '#dag/run/outcome';
import type { Checked, Problem } from '#dag/spec/problem';
import type { RunnerJob } from '#executors/daggy-runner/runner-job';
import type { Capacity } from '#wire/capacity';
import type { Shortages } from '../capacity/shortages';
import { type Isolation, type Measured, NotNow, type Prepared } from '../isolation/isolation';
import type { TaskHost, TaskProcess } from '../processes/task-host';
import { fits, freeOf } from './admission';
import { Changes } from './changes';
import { PROBE, probe } from './probe';
import type { Task } from './task';
import type { TaskRequest } from './task-request';
import { TaskTable } from './task-table';
import { TaskTimeouts } from './task-timeouts';

/** What became of a request to start a task. */
export type Start =
  /** Now or earlier. */
  | { readonly status: 'started'; readonly taskID: string }
  /** `shortage`: what it is that the host is short of. */
  | { readonly status: 'no-room'; readonly free: Capacity; readonly shortage: string | undefined }
  /** It can never run here. */
  | { readonly status: 'rejected'; readonly problems: readonly Problem[] };

/** Takes tasks in, has them run, and knows what became of them. */
export class Tasks {
  readonly table: TaskTable;
  /** Told of after every end. */
  readonly changes = new Changes();
  private onProbed: (result: AttemptResult) => void = () => undefined;
  private readonly timeouts = new TaskTimeouts((task) => this.host.stop([task], 'timeout'));

  constructor(
    total: Capacity,
    private readonly host: TaskHost,
    private readonly isolation: Isolation,
    private readonly shortages: Shortages,
  ) {
    this.table = new TaskTable(total, host.slots, (task) => this.removeOutput(task), shortages);
  }

  /** Rejects with a message for people. */
  async open(): Promise<void> {
    this.isolation.open();
    await this.host.open((results) => this.settle(results));
    // Not before: it is the host that finds out whether another runner is at work here.
    await this.isolation.clear();
    await probe(this.table.total, this.isolation, this.host, (process) => {
      const end = new Promise<AttemptResult>((resolve) => (this.onProbed = resolve));
      this.host.start([process]);
      return end;
    });
  }

  /** Stops what runs; resolves when all of it has ended. */
  async close(): Promise<void> {
    await this.host.close();
    this.isolation.close();
  }

  /** Starts those that there is room for, in their order. */
  start(requests: readonly TaskRequest[]): Start[] {
    const processes: TaskProcess[] = [];
    let { free } = this.table;
    const starts = requests.map((request): Start => {
      const { taskID = randomUUID(), job, timeoutMs } = request;
      const demand = { cores: job.cores, memoryMB: job.memoryMB };
      const verdict = this.table.judge(taskID, demand, free);
      if (verdict.kind === 'known') return { status: 'started', taskID };
      if (!fits(demand, this.table.total)) return { status: 'rejected', problems: neverFits(demand, this.table.total) };
      const prepared = verdict.kind === 'fits' ? this.prepare(job) : undefined;
      if (!prepared) return { status: 'no-room', free, shortage: this.table.shortage };
      if (!prepared.ok) return { status: 'rejected', problems: prepared.problems };
      const { limits, sandbox } = prepared.value;
      const { number } = this.table.admit(taskID, demand, limits, Date.now());
      free = freeOf(free, [demand]);
      if (timeoutMs !== undefined) this.timeouts.set(number, timeoutMs);
      const { command, environment, workDir, userID = -1 } = job;
      processes.push({ task: number, command, environment, workDir, userID, sandbox });
      return { status: 'started', taskID };
    });
    this.host.start(processes);
    return starts;
  }

  /** Unknown and ended ones are passed over. */
  stop(taskIDs: readonly string[], cause: StopCause): void {
    const running = taskIDs.map((taskID) => this.table.find(taskID)).filter((task) => task && !task.end);
    this.host.stop(
      running.flatMap((task) => task?.number ?? []),
      cause,
    );
  }

  /** Forgets tasks and their output; those that run are stopped. */
  forget(taskIDs: readonly string[]): void {
    const running: number[] = [];
    for (const taskID of taskIDs) {
      const task = this.table.forget(taskID);
      if (task?.end) this.removeOutput(task);
      else if (task) running.push(task.number);
    }
    this.host.stop(running, 'killed');
  }

  measure(task: Task): Measured {
    return this.isolation.measure(task.number);
  }

  output(task: Task, stream: OutputStream): AttemptOutput {
    return this.host.output(task.number, stream);
  }

  /** null when there is no process. */
  pid(task: Task): Promise<number | null> {
    return task.end ? Promise.resolve(null) : this.host.pid(task.number);
  }

  /** Undefined when it cannot be now. */
  private prepare(job: RunnerJob): Checked<Prepared> | undefined {
    try {
      return this.isolation.prepare(this.table.nextNumber, job);
    } catch (error) {
      if (!(error instanceof NotNow)) throw error;
      this.shortages.meet(error.message);
      return undefined;
    }
  }

  private settle(results: readonly FinishedAttempt[]): void {
    const ended: Task[] = [];
    for (const { key, result } of results) {
      if (key.task === PROBE) this.onProbed(result);
      const task = this.table.numbered(key.task);
      if (!task) continue;
      this.timeouts.clear(task.number);
      this.table.end(task, withMeasures(result, this.isolation.release(task.number)));
      if (task.forgotten) this.removeOutput(task);
      ended.push(task);
    }
    this.changes.publish(ended);
  }

  private removeOutput({ number, end }: Task): void {
    if (end && end.result.outputBytes + end.result.errorBytes > 0) this.host.removeOutput(number);
  }
}

function neverFits(demand: Capacity, total: Capacity): Problem[] {
  return (['cores', 'memoryMB'] as const)
    .filter((measure) => demand[measure] > total[measure])
    .map((measure) => ({
      pointer: `/${measure}`,
      message: `Asks for ${demand[measure]}, and this runner has ${total[measure]} altogether.`,
    }));
}

function withMeasures(result: AttemptResult, { resources, outOfMemory }: Measured): AttemptResult {
  const { outcome } = result;
  return {
    ...result,
    outcome: outOfMemory && outcome.cause === 'signal' ? { cause: 'oom', rc: outcome.rc } : outcome,
    resources: { ...result.resources, ...resources },
  };
}
