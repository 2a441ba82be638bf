import { DaggyError } from '#dag/errors';
import type { LogEntry } from '#dag/ports/state-logger';
import type { RunEvent } from '#dag/run/events';
import type { RunRecord } from '#dag/run/run-record';

/** What one append brings for one run. */
export interface RunUpdate {
  readonly runID: number;
  /** With a new run, and only with it. */
  readonly document?: string;
  readonly events: readonly RunEvent[];
  /** As it is after the last of the events. */
  readonly record: RunRecord;
  readonly taskName: (task: number) => string;
}

/**
 * The entries of one append with those of the same run made one, in the order in which the runs first appear: nobody can
 * see the difference, and a store writes one row for each run. Throws when an append submits a run twice.
 */
export function groupByRun(entries: readonly LogEntry[]): RunUpdate[] {
  const updates = new Map<number, RunUpdate>();
  /** Events of the runs that have more than one entry: arrays of our own. */
  const joined = new Map<number, RunEvent[]>();
  for (const entry of entries) {
    const { runID, record } = entry;
    const before = updates.get(runID);
    if (before === undefined) {
      updates.set(runID, entry);
      continue;
    }
    if (entry.document !== undefined) throw submittedTwice(runID);
    const events = joined.get(runID) ?? [...before.events];
    for (const event of entry.events) events.push(event);
    joined.set(runID, events);
    updates.set(runID, { ...before, events, record });
  }
  return [...updates.values()];
}

export function submittedTwice(runID: number): DaggyError {
  return new DaggyError('conflict', `run ${runID} is already recorded: its definition cannot be recorded again`);
}

export function noSuchRun(runID: number): DaggyError {
  return new DaggyError('run-not-found', `there is no run ${runID}`);
}
