import type { Database, Statement } from 'better-sqlite3';
import type { Ownership } from '#dag/ports/ownership';
import { EVENT_VERSION } from '#dag/run/events';
import { noSuchRun, submittedTwice } from '../group-entries';
import { documentChecksum, eventsChecksum } from './checksums';
import { Claim } from './claim';
import type { OwnedDatabase } from './open-database';
import { RECORDS_PER_PAGE, type UpdateRow, type WriterOperations } from './operations';
import { type Cell, checkedCells, STORED_COLUMNS, storedCells } from './record-row';
import { RunRemoval } from './run-removal';
import { Totals } from './totals';

/** Writes to the database of which it is the only writer. All calls are synchronous: it lives in a thread of its own. */
export class WriteStore implements WriterOperations {
  private readonly db: Database;
  private readonly insertRun: Statement;
  private readonly updateRun: Statement;
  private readonly insertDocument: Statement;
  private readonly insertEvents: Statement;
  private readonly selectEventCount: Statement;
  private readonly selectLastSeq: Statement;
  private readonly totals: Totals;
  private readonly appendAll: (updates: readonly UpdateRow[]) => void;
  private readonly removal: RunRemoval;
  private readonly claim: Claim;

  constructor(private readonly owned: OwnedDatabase) {
    const db = (this.db = owned.db);
    const claim = (this.claim = new Claim(db, db.name));
    this.totals = new Totals(db);
    const columns = STORED_COLUMNS.join(', ');
    const places = STORED_COLUMNS.map(() => '?').join(', ');
    this.insertRun = db.prepare(`INSERT INTO runs (${columns}) VALUES (${places})`);
    this.updateRun = db.prepare(`UPDATE runs SET (${columns}) = (${places}) WHERE run_id = ?`);
    this.selectEventCount = db.prepare('SELECT event_count FROM runs WHERE run_id = ?').pluck();
    // Bound as bytes: the text is never made a string in this thread.
    this.insertDocument = db.prepare('INSERT INTO documents (run_id, crc, document) VALUES (?, ?, CAST(? AS TEXT))');
    this.selectLastSeq = db.prepare('SELECT coalesce(max(seq), 0) FROM journal').pluck();
    this.insertEvents = db.prepare('INSERT INTO journal (seq, run_id, version, crc, events) VALUES (?, ?, ?, ?, ?)');
    this.appendAll = db.transaction((updates: readonly UpdateRow[]) => {
      claim.check();
      let seq = Number(this.selectLastSeq.get());
      for (const update of updates) {
        this.appendRecord(update);
        for (const text of update.texts) this.appendEvents(update.runID, ++seq, text);
      }
    }).immediate;
    this.removal = new RunRemoval(db, claim, this.totals);
  }

  ownership(): Ownership {
    return this.claim.ownership;
  }

  nextRunID(): number {
    return this.totals.nextRunID;
  }

  runCount(): number {
    return this.totals.runCount;
  }

  records(afterRunID: number): Cell[][] {
    const columns = STORED_COLUMNS.join(', ');
    const page = this.db.prepare(`SELECT ${columns} FROM runs WHERE run_id > ? ORDER BY run_id LIMIT ?`).raw();
    return (page.all(afterRunID, RECORDS_PER_PAGE) as Cell[][]).map((cells) => checkedCells(cells).record);
  }

  append(updates: readonly UpdateRow[]): void {
    this.appendAll(updates);
  }

  forget(runIDs: readonly number[]): void {
    this.removal.forget(runIDs);
  }

  sweep(): boolean {
    return this.removal.sweep();
  }

  close(): void {
    this.owned.close();
  }

  private appendRecord({ runID, record, document, eventCount }: UpdateRow): void {
    const before = this.selectEventCount.get(runID) as number | undefined;
    if (document === undefined) {
      if (before === undefined) throw noSuchRun(runID);
      this.updateRun.run(storedCells(record, before + eventCount), runID);
      return;
    }
    if (before !== undefined) throw submittedTwice(runID);
    const bytes = document.length === 1 ? document[0] : Buffer.concat(document);
    this.insertRun.run(storedCells(record, eventCount));
    this.insertDocument.run(runID, documentChecksum(runID, bytes), bytes);
    this.totals.added(runID);
  }

  private appendEvents(runID: number, seq: number, text: string): void {
    this.insertEvents.run(seq, runID, EVENT_VERSION, eventsChecksum(runID, seq, text), text);
  }
}
