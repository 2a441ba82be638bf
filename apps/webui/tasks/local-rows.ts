import type { Event } from '#wire/event';
import { TASK_STATES, type TaskCounts } from '#wire/states';
import type { TaskColumns as WireColumns } from '#wire/task-columns';
import { filterRows, type Filtered, patternTrouble } from './row-filter';
import { isChanging, rowOrder } from './row-order';
import { TaskColumns, type TaskEvent } from './task-columns';
import type { Progress, RowQuery, TaskRows } from './task-rows';

/** The first answer is small: it is what somebody waits for. */
const FIRST_PAGE = 500;
const PAGE = 10_000;
/** While tasks change, filtering and sorting take at most this part of the time. */
const BUSY_PART = 0.2;

export type ReadColumns = (first: number, limit: number) => Promise<WireColumns>;

/** All tasks of a run are here; filters and sorts are a matter of milliseconds. */
export class LocalRows implements TaskRows {
  readonly columns = new TaskColumns();
  readonly more = false;
  wrong = '';
  private order: Uint32Array = new Uint32Array(0);
  private filtered: Filtered = { rows: new Uint32Array(0), counts: new Int32Array(TASK_STATES.length) };
  private total = 0;
  /** Task -> its last event while a reading is under way, whose answers may be older. */
  private recent: Map<string, TaskEvent> | undefined;
  private complete = false;
  private staleSort = false;
  private staleRows = false;
  private arranging: ReturnType<typeof setTimeout> | undefined;
  private cost = 0;
  private arrangedAt = 0;

  /** `changed`: there is something new to draw. `first`: what is shown until the first refresh. */
  constructor(
    private readonly read: ReadColumns,
    private readonly changed: () => void,
    private query: RowQuery,
    first?: WireColumns,
  ) {
    this.take(query, '');
    if (first !== undefined) this.put(first);
  }

  get shown(): Uint32Array {
    return this.filtered.rows;
  }

  get progress(): Progress {
    return { loaded: this.complete ? this.total : this.columns.count, total: this.total };
  }

  get counts(): TaskCounts | undefined {
    if (!this.complete) return undefined;
    const { counts } = this.filtered;
    return Object.fromEntries(TASK_STATES.map((state, code) => [state, counts[code]])) as TaskCounts;
  }

  async refresh(): Promise<void> {
    this.recent = new Map();
    try {
      for (let first = 0, limit = FIRST_PAGE; first === 0 || first < this.total; first += limit, limit = PAGE) {
        this.put(await this.read(first, limit));
      }
      this.complete = true;
    } finally {
      this.recent = undefined;
    }
    this.arrange();
    this.changed();
  }

  apply(batch: readonly Event[]): boolean {
    let changed = false;
    for (const event of batch) {
      if (event.type !== 'task') continue;
      this.recent?.set(event.task, event);
      if (this.columns.apply(event) >= 0) changed = true;
    }
    if (changed) this.arrangeSoon(true);
    return changed;
  }

  ask(query: RowQuery): void {
    const { sort, name } = this.query;
    this.take(query, name);
    if (query.sort.by !== sort.by || query.sort.descending !== sort.descending) this.staleSort = true;
    this.arrange();
  }

  reachEnd(): void {
    // Everything comes by itself.
  }

  close(): void {
    clearTimeout(this.arranging);
  }

  /** `name`: the pattern instead of one that is none. */
  private take(query: RowQuery, name: string): void {
    this.wrong = patternTrouble(query.name);
    this.query = this.wrong === '' ? query : { ...query, name };
  }

  private put(page: WireColumns): void {
    this.total = page.taskCount;
    this.columns.put(page);
    for (const name of this.recent === undefined ? [] : page.tasks.name) {
      const event = this.recent?.get(name);
      if (event !== undefined) this.columns.apply(event);
    }
    this.staleSort = true;
    if (this.columns.count <= FIRST_PAGE) {
      this.arrange();
      this.changed();
    } else this.arrangeSoon(false);
  }

  /** As often as its cost allows. `isEvent`: states, times and attempts changed, but no tasks came. */
  private arrangeSoon(isEvent: boolean): void {
    if (!isEvent || isChanging(this.query.sort)) this.staleSort = true;
    this.staleRows = true;
    const wait = this.arrangedAt + this.cost / BUSY_PART - performance.now();
    this.arranging ??= setTimeout(
      () => {
        this.arranging = undefined;
        if (!this.staleRows) return;
        this.arrange();
        this.changed();
      },
      Math.max(0, wait),
    );
  }

  private arrange(): void {
    const begin = performance.now();
    if (this.staleSort || this.order.length !== this.columns.count) {
      this.order = rowOrder(this.columns, this.query.sort, Date.now());
      this.staleSort = false;
    }
    this.filtered = filterRows(this.columns, this.order, this.query);
    this.staleRows = false;
    this.arrangedAt = performance.now();
    this.cost = this.arrangedAt - begin;
  }
}
