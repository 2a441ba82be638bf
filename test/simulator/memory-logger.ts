import { decodeEvents, encodeEvents } from '#dag/run/codec';
import { EVENT_VERSION, type RunEvent } from '#dag/run/events';
import type { LogEntry, StateLogger, StoredRun, StoredState } from '#dag/ports/state-logger';
import type { RunRecord } from '#dag/run/run-record';

interface Kept {
  document: string;
  record: RunRecord;
  events: string[];
}

/** A store in memory that outlives the engine, stores what real ones store, and fails when told to. */
export class MemoryLogger implements StateLogger {
  readonly name = 'MemoryLogger';
  readonly durable = true;
  /** Asked before every append; true makes it fail. */
  fails: () => boolean = () => false;
  private readonly runs = new Map<number, Kept>();
  private nextRunID = 1;

  open(): Promise<StoredState> {
    return Promise.resolve({ nextRunID: this.nextRunID, records: [...this.runs.values()].map(({ record }) => record) });
  }

  append(entries: readonly LogEntry[]): Promise<void> {
    if (this.fails()) return Promise.reject(new Error('the store is simulated to be away'));
    for (const { runID, document, events, record } of entries) {
      const kept = this.runs.get(runID) ?? { document: document ?? '', record, events: [] };
      kept.record = record;
      kept.events.push(encodeEvents(events));
      this.runs.set(runID, kept);
      this.nextRunID = Math.max(this.nextRunID, runID + 1);
    }
    return Promise.resolve();
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

async function* chunks(stored: readonly string[]): AsyncIterable<readonly RunEvent[]> {
  for (const text of stored) yield decodeEvents(text, EVENT_VERSION);
}
