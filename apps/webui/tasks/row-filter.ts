import { TASK_STATES, type TaskState } from '#wire/states';
import type { TaskColumns } from './task-columns';

/** Rows for which all of this is true. */
export interface RowFilter {
  /** None: all. */
  readonly states: readonly TaskState[];
  /** Regular expression; empty: any name. */
  readonly name: string;
  /** Empty: any template. */
  readonly template: string;
}

export interface Filtered {
  readonly rows: Uint32Array;
  /** Of rows that match but for their state, by index into TASK_STATES. */
  readonly counts: Int32Array;
}

/** Rows of `order` that match, in that order. Throws a SyntaxError for a name that is no regular expression. */
export function filterRows(columns: TaskColumns, order: Uint32Array, filter: RowFilter): Filtered {
  const counts = new Int32Array(TASK_STATES.length);
  const wanted = TASK_STATES.map((state) => filter.states.length === 0 || filter.states.includes(state));
  const template = filter.template === '' ? -1 : columns.templates.indexOf(filter.template);
  if (filter.template !== '' && template < 0) return { rows: new Uint32Array(0), counts };
  const matches = nameMatcher(filter.name);
  const rows = new Uint32Array(order.length);
  let found = 0;
  for (const row of order) {
    if (template >= 0 && columns.template[row] !== template) continue;
    if (matches !== undefined && !matches(columns.name[row])) continue;
    const state = columns.state[row];
    counts[state]++;
    if (wanted[state]) rows[found++] = row;
  }
  return { rows: rows.subarray(0, found), counts };
}

/** Why it is no regular expression; empty: it is one. */
export function patternTrouble(pattern: string): string {
  try {
    new RegExp(pattern);
    return '';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Words mean themselves, as they do to the server; undefined: all names. */
function nameMatcher(pattern: string): ((name: string) => boolean) | undefined {
  if (pattern === '') return undefined;
  if (/^[A-Za-z0-9_-]+$/.test(pattern)) return (name) => name.includes(pattern);
  const regex = new RegExp(pattern);
  return (name) => regex.test(name);
}
