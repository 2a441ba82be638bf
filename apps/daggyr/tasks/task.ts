import type { AttemptResult } from '#dag/run/outcome';
import type { Capacity } from '#wire/capacity';
import type { Limits } from '#wire/runner';

/** A task that was taken in. */
export interface Task {
  /** What its client calls it. */
  readonly taskID: string;
  /** What it is called here: from 0, in the order in which tasks came. */
  readonly number: number;
  /** What it takes of the capacity until it has ended. */
  readonly demand: Capacity;
  /** Those in force. */
  readonly limits: Limits;
  /** When it was taken in; ms since the epoch. */
  readonly admitTime: number;
  end?: TaskEnd;
  /** Nobody asks for it any more. */
  forgotten: boolean;
}

export interface TaskEnd {
  /** Its place among all ends, from 1. */
  readonly place: number;
  readonly result: AttemptResult;
}

export type EndedTask = Task & { readonly end: TaskEnd };
