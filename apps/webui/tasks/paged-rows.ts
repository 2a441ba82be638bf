import type { Event } from '#wire/event';
import type { TaskList } from '#wire/task';
import { type Query, Refused } from '../api/request';
import { type RowSort, writeSort } from './row-order';
import { TaskColumns, type TaskEvent } from './task-columns';
import type { Progress, RowQuery, TaskRows } from './task-rows';

const PAGE = 1_000;
/** More than anybody scrolls through; filters find the others. */
export const MOST_LOADED = 50_000;
/** A filter may leave pages empty; so many are passed over at a time. */
const MOST_EMPTY = 50;

/** What has been read, and where to go on; null: nowhere. */
interface Page {
  readonly columns: TaskColumns;
  cursor: string | null | undefined;
}

/** Those that the server has. */
export const PAGED_SORTS: readonly RowSort[] = ['submission', 'startTime'];

export type ReadList = (query: Query) => Promise<TaskList>;

/** Of a run that is too large to have here: the server filters and sorts, and what is scrolled to is read. */
export class PagedRows implements TaskRows {
  columns = new TaskColumns();
  shown = new Uint32Array(0);
  readonly counts = undefined;
  wrong = '';
  private cursor: string | null | undefined;
  private generation = 0;
  private reading: Promise<void> | undefined;
  /** Task -> its last event while answers are under way, which may be older. */
  private readonly recent = new Map<string, TaskEvent>();
  private underWay = 0;

  constructor(
    private readonly read: ReadList,
    private readonly changed: () => void,
    private readonly total: number,
    private query: RowQuery,
  ) {}

  get progress(): Progress {
    return { loaded: this.columns.count, total: this.total };
  }

  get more(): boolean {
    return this.cursor !== null;
  }

  refresh(): Promise<void> {
    this.generation++;
    return this.load({ columns: new TaskColumns(), cursor: undefined }, Math.max(1, this.columns.count));
  }

  apply(batch: readonly Event[]): boolean {
    let changed = false;
    for (const event of batch) {
      if (event.type !== 'task') continue;
      if (this.underWay > 0) this.recent.set(event.task, event);
      if (this.columns.apply(event) >= 0) changed = true;
    }
    return changed;
  }

  ask(query: RowQuery): void {
    this.query = query;
    this.wrong = '';
    this.generation++;
    this.reading = undefined;
    this.show({ columns: new TaskColumns(), cursor: undefined });
    this.reachEnd();
  }

  reachEnd(): void {
    if (!this.more || this.columns.count >= MOST_LOADED || this.reading !== undefined) return;
    const { columns, cursor } = this;
    this.load({ columns, cursor }, 0).catch(() => {
      // A failure is seen by the next refresh.
    });
  }

  close(): void {
    this.generation++;
  }

  private load(page: Page, wanted: number): Promise<void> {
    const reading = this.readAndShow(page, wanted, this.generation).finally(() => {
      if (this.reading === reading) this.reading = undefined;
    });
    this.reading = reading;
    return reading;
  }

  /** Goes on with a page until it has `wanted` rows, and shows it unless something else is wanted by then. */
  private async readAndShow(page: Page, wanted: number, generation: number): Promise<void> {
    this.underWay++;
    try {
      do await this.readInto(page);
      while (generation === this.generation && page.cursor !== null && page.columns.count < wanted);
      if (generation === this.generation) this.show(page);
    } catch (error) {
      if (!(error instanceof Refused) || error.problem.status !== 400) throw error;
      if (generation !== this.generation) return;
      // A name that the server does not take is an answer, and asking again would not change it.
      this.wrong = error.problem.errors?.[0]?.message ?? error.message;
      this.show({ columns: new TaskColumns(), cursor: null });
    } finally {
      if (--this.underWay === 0) this.recent.clear();
    }
  }

  private show({ columns, cursor }: Page): void {
    for (const event of this.recent.values()) columns.apply(event);
    this.columns = columns;
    this.cursor = cursor;
    this.shown = Uint32Array.from({ length: columns.count }, (_, row) => row);
    this.changed();
  }

  /** The next page that is not empty. */
  private async readInto(page: Page): Promise<void> {
    const { states, name, template, sort } = this.query;
    for (let pages = 0; pages < MOST_EMPTY && page.cursor !== null; pages++) {
      const { items, nextCursor } = await this.read({
        state: states.length === 0 ? undefined : states,
        name: name === '' ? undefined : name,
        template: template === '' ? undefined : template,
        sort: PAGED_SORTS.includes(sort.by) ? writeSort(sort) : undefined,
        cursor: page.cursor,
        limit: PAGE,
      });
      page.cursor = nextCursor;
      for (const item of items) page.columns.putSummary(item);
      if (items.length > 0) return;
    }
  }
}
