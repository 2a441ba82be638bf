import type { RunRecord } from '../run/run-record';
import { isFinal } from '../run/states';

/** The records of all runs, in memory or not. Small, so that lists and look-ups never wait for a store. */
export class RunIndex {
  private readonly records = new Map<number, RunRecord>();
  private readonly byKey = new Map<string, RunRecord>();
  /** Ids as they were given out, so ascending; some may have been removed since. */
  private ids: number[] = [];

  put(record: RunRecord): void {
    const place = this.placeOf(record.runID);
    if (this.ids[place] !== record.runID) this.ids.splice(place, 0, record.runID);
    this.records.set(record.runID, record);
    if (record.idempotency) this.byKey.set(record.idempotency.key, record);
  }

  get(runID: number): RunRecord | undefined {
    return this.records.get(runID);
  }

  withIdempotencyKey(key: string): RunRecord | undefined {
    return this.byKey.get(key);
  }

  remove(runID: number): void {
    const record = this.records.get(runID);
    this.records.delete(runID);
    if (record?.idempotency) this.byKey.delete(record.idempotency.key);
    if (this.ids.length > 2 * this.records.size + 16) this.ids = this.ids.filter((id) => this.records.has(id));
  }

  /** Newest first, those with a smaller id than the given one. */
  *newestFirst(below = Infinity): Iterable<RunRecord> {
    for (let place = this.placeOf(below) - 1; place >= 0; place--) {
      const record = this.records.get(this.ids[place]);
      if (record) yield record;
    }
  }

  /** Oldest first, those with a greater id than the given one. */
  *oldestFirst(above = 0): Iterable<RunRecord> {
    for (let place = this.placeOf(above + 1); place < this.ids.length; place++) {
      const record = this.records.get(this.ids[place]);
      if (record) yield record;
    }
  }

  /** Place of the first id that is at least this. */
  private placeOf(id: number): number {
    let low = 0;
    let high = this.ids.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.ids[middle] < id) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  *unfinished(): Iterable<RunRecord> {
    for (const record of this.records.values()) if (!isFinal(record.state)) yield record;
  }

  get size(): number {
    return this.records.size;
  }
}
