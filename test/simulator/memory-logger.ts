import { decodeEvents, encodeEvents } from '#dag/run/codec';
import { EVENT_VERSION, type RunEvent } from '#dag/run/events';
import { DaggyError } from '#dag/errors';
import type { LogEntry, StateLogger, StoredRun, StoredState, StoreWatcher } from '#dag/ports/state-logger';
import type { RunRecord } from '#dag/run/run-record';
import type { VirtualClock } from './virtual-clock';

interface Kept {
  document: string;
  record: RunRecord;
  events: string[];
}

/** A store in memory that outlives the engine, stores what real ones store, and fails when told to. */
export class MemoryLogger implements StateLogger {
  readonly name = 'MemoryLogger';
  readonly durable = true;
  /** Asked before every append and opening; true makes it fail as if it could not be reached. */
  fails: () => boolean = () => false;
  /** What every append is refused with, for good. */
  refusal?: Error;
  /** How long an append takes, ms. */
  appendMs = 0;
  /** Attempts whose start is stored, as `run/task/attempt`. */
  readonly started = new Set<string>();
  /** Whoever opened it. */
  watcher?: StoreWatcher;
  private appending = false;
  private readonly runs = new Map<number, Kept>();
  private nextRunID = 1;
  private fencingToken = 0;

  constructor(private readonly clock: VirtualClock) {}

  open(watcher?: StoreWatcher): Promise<StoredState> {
    this.watcher = watcher;
    this.appending = false;
    if (this.fails()) return Promise.reject(away());
    return Promise.resolve({
      storeID: '0123456789abcdef',
      fencingToken: ++this.fencingToken,
      nextRunID: this.nextRunID,
      records: [...this.runs.values()].map(({ record }) => record),
    });
  }

  async append(entries: readonly LogEntry[]): Promise<void> {
    if (this.appending) throw new Error('two appends are under way at once');
    if (this.refusal) throw this.refusal;
    if (this.fails()) throw away();
    if (this.appendMs > 0) {
      this.appending = true;
      await new Promise<void>((resolve) => this.clock.at(this.clock.now() + this.appendMs, resolve));
      this.appending = false;
    }
    for (const entry of entries) this.store(entry);
  }

  private store({ runID, document, events, record }: LogEntry): void {
    const kept = this.runs.get(runID) ?? { document: document ?? '', record, events: [] };
    kept.record = record;
    kept.events.push(encodeEvents(events));
    this.runs.set(runID, kept);
    this.nextRunID = Math.max(this.nextRunID, runID + 1);
    for (const event of events) {
      if (event.type === 'attempt-started') this.started.add(`${runID}/${event.task}/${event.attempt}`);
    }
  }

  read(runID: number): Promise<StoredRun> {
    const kept = this.runs.get(runID);
    if (!kept) return Promise.reject(new Error(`there is no run ${runID}`));
    return Promise.resolve({ document: kept.document, record: kept.record, events: chunks([...kept.events]) });
  }

  remove(runIDs: readonly number[]): Promise<void> {
    for (const runID of runIDs) this.runs.delete(runID);
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

function away(): DaggyError {
  return new DaggyError('store-unavailable', 'the store is simulated to be away');
}

async function* chunks(stored: readonly string[]): AsyncIterable<readonly RunEvent[]> {
  for (const text of stored) yield decodeEvents(text, EVENT_VERSION);
}
