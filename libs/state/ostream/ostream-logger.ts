import type { LogEntry, StateLogger, StoredRun, StoredState } from '#dag/ports/state-logger';
import { DaggyError } from '#dag/errors';
import { groupByRun, noSuchRun, submittedTwice } from '../group-entries';
import type { OStreamOptions } from './config';
import { eventLine } from './event-line';
import { LineSink } from './line-sink';
import { openStream } from './open-stream';
import { RunHistory } from './run-history';

/** Bytes that may wait for a slow reader before lines are dropped. */
const UNREAD_LIMIT = 16 * 1024 * 1024;

/** What is kept for its runs means nothing to the next one. */
const NO_STORE = '0'.repeat(16);

/**
 * Keeps runs in memory, so that they end with daggyd, and writes every event as one line of JSON to a stream:
 *
 *     {"time":"2026-10-14T17:46:40.045Z","runID":7,"event":"attempt-finished","task":0,"attempt":1,"state":"COMPLETED",
 *      "cause":"exit","rc":0,"startTime":"...","stopTime":"...","outputBytes":0,"errorBytes":0,"truncated":false,
 *      "executorLog":"","resources":{"cpuSeconds":0.01}}
 *
 * `time`, `runID` and `event` (a type of RunEvent) are in every line; times are RFC 3339. The rest depends on the event:
 * `submitted` has tag, pool and taskCount; `run-state` the state; `attempt-started` task and attempt; `attempt-finished`
 * the above, with `retryAt` when the state is RETRY; `task-stopping` the task; `tasks-added` the number of the generator;
 * `tasks-reset`, `tasks-killed` and `tasks-completed` have `tasks`, a list of [first, last]. Tasks are named by their
 * number in submission order, from 0. Where a slow reader made lines get lost, `{"event":"lines-dropped","count":n,...}`
 * stands in their place.
 */
export class OStreamLogger implements StateLogger {
  readonly name = 'OStreamLogger';
  readonly durable = false;
  private readonly runs = new Map<number, RunHistory>();
  private sink: LineSink | undefined;

  constructor(private readonly options: OStreamOptions) {}

  async open(): Promise<StoredState> {
    this.sink = new LineSink(openStream(this.options), UNREAD_LIMIT, (message) => console.error(message));
    return { storeID: NO_STORE, fencingToken: 0, nextRunID: 1, records: [] };
  }

  async append(entries: readonly LogEntry[]): Promise<void> {
    if (this.sink === undefined) throw new DaggyError('store-unavailable', 'OStreamLogger is not open');
    const updates = groupByRun(entries);
    // All is checked before anything is changed: an append is all or nothing.
    for (const { runID, document } of updates) {
      if (document !== undefined && this.runs.has(runID)) throw submittedTwice(runID);
      if (document === undefined && !this.runs.has(runID)) throw noSuchRun(runID);
    }
    for (const { runID, document, events, record } of updates) {
      if (document !== undefined) this.runs.set(runID, new RunHistory(document, record));
      this.runs.get(runID)?.add(events, record);
    }
    let lines = '';
    let count = 0;
    for (const { events, record } of entries) {
      for (const event of events) lines += eventLine(event, record);
      count += events.length;
    }
    this.sink.write(lines, count);
  }

  async read(runID: number): Promise<StoredRun> {
    const run = this.runs.get(runID);
    if (run === undefined) throw noSuchRun(runID);
    return { document: run.document, record: run.record, events: run.events() };
  }

  async remove(runIDs: readonly number[]): Promise<void> {
    for (const runID of runIDs) this.runs.delete(runID);
  }

  async close(): Promise<void> {
    await this.sink?.close(this.options.file !== '-');
    this.sink = undefined;
  }
}
