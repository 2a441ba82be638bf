import type { Event } from '#wire/event';
import type { TaskState } from '#wire/states';
import type { RowFilter } from './row-filter';
import type { SortOrder } from './row-order';
import type { TaskColumns } from './task-columns';

export interface RowQuery extends RowFilter {
  readonly sort: SortOrder;
}

/** How far the tasks that match are known. */
export interface Progress {
  /** Tasks here, and tasks of the run. */
  readonly loaded: number;
  readonly total: number;
}

/** Tasks of a run that match a query, in its order, and kept up to date. */
export interface TaskRows {
  readonly columns: TaskColumns;
  /** Rows of `columns`. */
  readonly shown: Uint32Array;
  readonly progress: Progress;
  /** The server has more that match than are here. */
  readonly more: boolean;
  /** State -> how many match but for their state; undefined: only the server could count them. */
  readonly counts: Readonly<Record<TaskState, number>> | undefined;
  /** Why the name that is asked for is no regular expression; empty: it is one. */
  readonly wrong: string;
  /** Reads what is here afresh. Rejects when that fails. */
  refresh(): Promise<void>;
  /** Whether something is now to be drawn anew. */
  apply(batch: readonly Event[]): boolean;
  ask(query: RowQuery): void;
  /** The end of `shown` is in sight. */
  reachEnd(): void;
  close(): void;
}
