import type { DaggyError } from '../errors';
import type { RunEvent } from '../run/events';
import type { RunRecord } from '../run/run-record';
import type { Ownership } from './ownership';

/**
 * Where daggyd records what happens. Written to as runs go on, read at boot and when a run that is no longer in memory
 * is asked for.
 */
export interface StateLogger {
  readonly name: string;
  /** Whether what was appended survives the end of daggyd. */
  readonly durable: boolean;

  /**
   * Called once, before anything else: makes this daggyd the owner of the store. Rejects with a message for people when the
   * store cannot be used: `store-unavailable` when that may pass, so that opening it again makes sense. `watcher` is told
   * what this one learns of the store also when nothing is appended, where it can.
   */
  open(watcher?: StoreWatcher): Promise<StoredState>;

  /**
   * Records all entries, in order, all or nothing. Resolves when they are durable. The caller has at most one append
   * under way. Rejects with `store-unavailable` when the store cannot be reached or written now: whether the entries were
   * recorded may be open then, and the caller appends the very same array again before anything else. Rejects with
   * `fenced` when another daggyd has taken the store over, for good.
   */
  append(entries: readonly LogEntry[]): Promise<void>;

  /** A run's definition and its events in the order they were appended, in chunks. Rejects for an unknown run. */
  read(runID: number): Promise<StoredRun>;

  /** Removes runs with all that belongs to them. Unknown ones are passed over. */
  remove(runIDs: readonly number[]): Promise<void>;

  close(): Promise<void>;
}

/** Whom a state logger tells what becomes of its store. */
export interface StoreWatcher {
  /** Another daggyd has taken the store over, or it is gone, for good. */
  fenced(error: DaggyError): void;
  /** Why the store can be neither reached nor written now, for people; undefined: it can. Told again and again. */
  trouble(reason: string | undefined): void;
}

export interface StoredState extends Ownership {
  /** Greater than every id ever given out by this store, removed runs included. */
  readonly nextRunID: number;
  /** All runs, by ascending id. */
  readonly records: readonly RunRecord[];
}

export interface LogEntry {
  readonly runID: number;
  /** With the first entry of a run, and only with it: the definition as submitted. */
  readonly document?: string;
  /** In order; at least one. */
  readonly events: readonly RunEvent[];
  /** As it is after these events. */
  readonly record: RunRecord;
  /** Name of the task with this number, for people. */
  readonly taskName: (task: number) => string;
}

export interface StoredRun {
  readonly document: string;
  readonly record: RunRecord;
  readonly events: AsyncIterable<readonly RunEvent[]>;
}
