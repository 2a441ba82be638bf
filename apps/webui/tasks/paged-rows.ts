import type { Event } from '#wire/event';
import type { TaskList } from '#wire/task';
import type { Query } from '../api/request';
import { type RowSort, writeSort } from './row-order';
import { TaskColumns } from './task-columns';
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
  private cursor: string | null | undefined;
  private generation = 0;
  private reading: Promise<void> | undefined;

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

  async refresh(): Promise<void> {
    const wanted = Math.max(1, this.columns.count);
    const generation = ++this.generation;
    const afresh: Page = { columns: new TaskColumns(), cursor: undefined };
    do await this.readInto(afresh);
    while (afresh.cursor !== null && afresh.columns.count < wanted);
    if (generation === this.generation) this.show(afresh);
  }

  apply(batch: readonly Event[]): boolean {
    let changed = false;
    for (const event of batch) if (event.type === 'task' && this.columns.apply(event) >= 0) changed = true;
    return changed;
  }

  ask(query: RowQuery): void {
    // What the server takes for a regular expression, it says itself; this only spares it what is none at all.
    if (query.name !== '') new RegExp(query.name);
    this.query = query;
    this.generation++;
    this.reading = undefined;
    this.show({ columns: new TaskColumns(), cursor: undefined });
    this.reachEnd();
  }

  reachEnd(): void {
    if (!this.more || this.columns.count >= MOST_LOADED || this.reading !== undefined) return;
    const { generation, columns, cursor } = this;
    const page: Page = { columns, cursor };
    this.reading = this.readInto(page)
      .then(() => {
        if (generation === this.generation) this.show(page);
      })
      // A failure is seen by the next refresh.
      .catch(() => undefined)
      .finally(() => {
        if (generation === this.generation) this.reading = undefined;
      });
  }

  close(): void {
    this.generation++;
  }

  private show({ columns, cursor }: Page): void {
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
