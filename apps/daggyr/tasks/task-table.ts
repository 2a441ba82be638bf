import type { AttemptResult } from '#dag/run/outcome';
import type { Capacity } from '#wire/capacity';
import type { Limits } from '#wire/runner';
import type { Shortages } from '../capacity/shortages';
import { fits, freeOf } from './admission';
import { EndedTasks } from './ended-tasks';
import { KnownIDs } from './known-ids';
import type { EndedTask, Task } from './task';

/** A start that was delayed on its way must not start again what was forgotten meanwhile. */
const FORGOTTEN_REMEMBERED = 100_000;
/** Whose clients never forget them are forgotten some day. */
const MOST_ENDED = 50_000;

const NOTHING: Capacity = { cores: 0, memoryMB: 0 };

/** What is to be done about a task that somebody wants to start. */
export type Admission =
  | { readonly kind: 'fits' }
  /** It was started, now or earlier: nothing is to be done. */
  | { readonly kind: 'known' }
  | { readonly kind: 'no-room'; readonly free: Capacity };

/** All tasks that a runner knows, and what is free beside them. */
export class TaskTable {
  /** Those that are not forgotten. */
  private readonly byID = new Map<string, Task>();
  /** By number: those that have not ended, forgotten or not. */
  private readonly running = new Map<number, Task>();
  private readonly ended = new EndedTasks();
  private readonly forgotten = new KnownIDs(FORGOTTEN_REMEMBERED);
  private count = 0;
  /** How many have ended so far. */
  finished = 0;
  private shares = 0;

  constructor(
    readonly total: Capacity,
    private readonly mostLive: number,
    /** Called with each task that is forgotten because there are too many. */
    private readonly onDropped: (task: EndedTask) => void,
    private readonly shortages: Pick<Shortages, 'reason' | 'revision'>,
  ) {}

  get live(): number {
    return this.running.size;
  }

  /** Greater after each change of what is free. */
  get revision(): number {
    return this.shares + this.shortages.revision;
  }

  /** Why nothing is free, whatever tasks take. */
  get shortage(): string | undefined {
    return this.shortages.reason;
  }

  /** Summed when it is asked for: what no task takes is free, unless the host is short of something. */
  get free(): Capacity {
    if (this.shortage !== undefined) return NOTHING;
    return freeOf(this.total, demandsOf(this.running.values()));
  }

  all(): Iterable<Task> {
    return this.byID.values();
  }

  find(taskID: string): Task | undefined {
    return this.byID.get(taskID);
  }

  numbered(number: number): Task | undefined {
    return this.running.get(number);
  }

  endedSince(place: number): EndedTask[] {
    return this.ended.since(place);
  }

  /** `free` is what is free now. */
  judge(taskID: string, demand: Capacity, free: Capacity): Admission {
    if (this.byID.has(taskID) || this.forgotten.has(taskID)) return { kind: 'known' };
    return fits(demand, free) && this.live < this.mostLive ? { kind: 'fits' } : { kind: 'no-room', free };
  }

  /** The number that the next task gets. */
  get nextNumber(): number {
    return this.count;
  }

  admit(taskID: string, demand: Capacity, limits: Limits, now: number): Task {
    const task: Task = { taskID, number: this.count++, demand, limits, admitTime: now, forgotten: false };
    this.byID.set(taskID, task);
    this.running.set(task.number, task);
    this.shares++;
    return task;
  }

  end(task: Task, result: AttemptResult): void {
    this.running.delete(task.number);
    this.shares++;
    task.end = { place: ++this.finished, result };
    if (task.forgotten) return;
    this.ended.add(task as EndedTask);
    if (this.ended.kept <= MOST_ENDED) return;
    const oldest = this.ended.oldest();
    this.forget(oldest.taskID);
    this.onDropped(oldest);
  }

  /** The task, if it was known; it takes its share until it has ended. Starts of this id have no effect from now on. */
  forget(taskID: string): Task | undefined {
    this.forgotten.add(taskID);
    const task = this.byID.get(taskID);
    if (!task) return undefined;
    this.byID.delete(taskID);
    task.forgotten = true;
    if (task.end) this.ended.drop();
    return task;
  }
}

function* demandsOf(tasks: Iterable<Task>): Generator<Capacity> {
  for (const { demand } of tasks) yield demand;
}
