import type { Ownership } from '#dag/ports/ownership';
import type { Cell } from './record-row';

/** What the thread that writes can be asked for. Each call is short, so that an append never waits long behind another. */
export interface WriterOperations {
  ownership(): Ownership;
  nextRunID(): number;
  /** How many `records` there must be. */
  runCount(): number;
  /** The next rows of `runs` above this id, ascending, at most RECORDS_PER_PAGE; see record-row.ts. */
  records(afterRunID: number): Cell[][];
  /** One transaction. */
  append(updates: readonly UpdateRow[]): void;
  /** Forgets runs; their journals go with `sweep`. */
  forget(runIDs: readonly number[]): void;
  /** Deletes a few rows of forgotten runs, or gives a few pages back to the file system; false when there is nothing to do. */
  sweep(): boolean;
  close(): void;
}

export const RECORDS_PER_PAGE = 2_000;

export interface UpdateRow {
  readonly runID: number;
  readonly record: readonly Cell[];
  /** With a new run: its definition in UTF-8, in pieces. */
  readonly document?: readonly Uint8Array[];
  /** Number of events in `texts`. */
  readonly eventCount: number;
  /** Encoded events, one row of the journal each. */
  readonly texts: readonly string[];
}

/** What the thread that reads can be asked for. */
export interface ReaderOperations {
  run(runID: number): RunRows | undefined;
  /** The next rows of a run's journal after `afterSeq` up to `lastSeq`: at least one unless there are none, about 64 KiB. */
  journal(runID: number, afterSeq: number, lastSeq: number): JournalRow[];
  close(): void;
}

/** A run as it was at one moment. */
export interface RunRows {
  readonly record: Cell[];
  readonly document: Uint8Array;
  readonly eventCount: number;
  readonly lastSeq: number;
}

export interface JournalRow {
  readonly seq: number;
  /** EVENT_VERSION when it was written. */
  readonly version: number;
  readonly events: string;
}

export interface Request {
  readonly id: number;
  readonly operation: string;
  readonly args: readonly unknown[];
}

export type Reply =
  | { readonly id: number; readonly ok: true; readonly result: unknown }
  | { readonly id: number; readonly ok: false; readonly code: string | undefined; readonly message: string };
