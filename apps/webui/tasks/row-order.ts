import { nameKeys } from './name-keys';
import type { TaskColumns } from './task-columns';

export const ROW_SORTS = ['submission', 'name', 'state', 'startTime', 'duration', 'attempts'] as const;
export type RowSort = (typeof ROW_SORTS)[number];
export interface SortOrder {
  readonly by: RowSort;
  readonly descending: boolean;
}

/** What needs attention comes first: by index into TASK_STATES. */
const STATE_RANKS = [4, 1, 2, 5, 0, 3];

/** `-startTime`: descending. Anything else than a sort is the order of submission. */
export function readSort(text: string): SortOrder {
  const descending = text.startsWith('-');
  const by = ROW_SORTS.find((sort) => sort === text.slice(descending ? 1 : 0));
  return by === undefined ? { by: 'submission', descending: false } : { by, descending };
}

export function writeSort({ by, descending }: SortOrder): string {
  return descending ? `-${by}` : by;
}

/** Whether what happens to tasks can change their order. */
export function isChanging({ by }: SortOrder): boolean {
  return by !== 'submission' && by !== 'name';
}

/** All rows in order. Rows without a value come last; equal ones keep the order of submission. */
export function rowOrder(columns: TaskColumns, { by, descending }: SortOrder, now: number): Uint32Array {
  const { count } = columns;
  const rows = new Uint32Array(count);
  if (by === 'submission') {
    for (let row = 0; row < count; row++) rows[row] = descending ? count - 1 - row : row;
    return rows;
  }
  for (let row = 0; row < count; row++) rows[row] = row;
  const keys = keysOf(columns, by, now);
  const sign = descending ? -1 : 1;
  for (let row = 0; row < count; row++) keys[row] = Number.isNaN(keys[row]) ? Infinity : sign * keys[row];
  return rows.sort((a, b) => compare(keys[a], keys[b]) || a - b);
}

/** Infinity less Infinity is no number. */
function compare(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function keysOf(columns: TaskColumns, by: Exclude<RowSort, 'submission'>, now: number): Float64Array {
  const { count } = columns;
  switch (by) {
    case 'name':
      return nameKeys(columns.name, count);
    case 'state':
      return Float64Array.from({ length: count }, (_, row) => STATE_RANKS[columns.state[row]]);
    case 'startTime':
      return Float64Array.from(columns.start.subarray(0, count));
    case 'duration':
      return Float64Array.from({ length: count }, (_, row) => columns.duration(row, now));
    case 'attempts':
      return Float64Array.from(columns.attempts.subarray(0, count));
  }
}
