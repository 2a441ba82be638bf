import type { AttemptResult } from './outcome';
import type { RunState } from './states';

/** Version of the stored events; `codec.ts` reads this one and older ones. */
export const EVENT_VERSION = 1;

/** First and last task number of a block, both included. */
export type TaskRange = readonly [first: number, last: number];

/**
 * Everything that happens to a run. A task is named by its number: its place in submission order, tasks that
 * generators added after all others. Times are ms since the epoch. Events carry decisions, not reasons to decide: the
 * fold needs nothing but them.
 */
export type RunEvent =
  /** Always the first. The definition itself is stored beside the events. */
  | { readonly type: 'submitted'; readonly time: number }
  | { readonly type: 'run-state'; readonly time: number; readonly state: RunState }
  /** A kill was asked for; the run becomes KILLED when nothing of it runs any more. */
  | { readonly type: 'run-stopping'; readonly time: number }
  /** `document` is the JSON text that the generator printed. */
  | { readonly type: 'tasks-added'; readonly time: number; readonly generator: number; readonly document: string }
  /** Recorded before the executor is asked. */
  | { readonly type: 'attempt-started'; readonly time: number; readonly task: number; readonly attempt: number }
  | AttemptFinished
  /** A kill of one running task was asked for. */
  | { readonly type: 'task-stopping'; readonly time: number; readonly task: number }
  /** Queued again with a fresh retry budget. */
  | { readonly type: 'tasks-reset'; readonly time: number; readonly tasks: readonly TaskRange[] }
  /** Killed while nothing of them ran. */
  | { readonly type: 'tasks-killed'; readonly time: number; readonly tasks: readonly TaskRange[] }
  /** Marked COMPLETED by hand. */
  | { readonly type: 'tasks-completed'; readonly time: number; readonly tasks: readonly TaskRange[] };

export interface AttemptFinished {
  readonly type: 'attempt-finished';
  readonly time: number;
  readonly task: number;
  readonly attempt: number;
  readonly result: AttemptResult;
  readonly next: NextState;
}

/** What the task becomes. A retry at or before the event's own time is due at once. */
export type NextState =
  { readonly state: 'COMPLETED' | 'ERRORED' | 'KILLED' } | { readonly state: 'RETRY'; readonly retryAt: number };
