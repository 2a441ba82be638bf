import type { RunState, TaskState } from './states';

/** What a list of runs shows; stored beside a run's events so that a list never needs them. Times are ms since the epoch. */
export interface RunRecord {
  readonly runID: number;
  readonly tag: string;
  readonly pool: string;
  readonly state: RunState;
  readonly submitTime: number;
  readonly startTime?: number;
  readonly stopTime?: number;
  readonly lastUpdate: number;
  readonly taskCount: number;
  readonly taskCounts: Readonly<Record<TaskState, number>>;
  readonly idempotency?: Idempotency;
}

/** How a repeated submission is recognised. */
export interface Idempotency {
  readonly key: string;
  /** SHA-256 of the body, hexadecimal. */
  readonly bodyHash: string;
}
