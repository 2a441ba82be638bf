import { crc32 } from 'node:zlib';
import type { Database, Statement } from 'better-sqlite3';
import type { Ownership } from '#dag/ports/ownership';
import { EVENT_VERSION } from '#dag/run/events';
import { noSuchRun, submittedTwice } from '../group-entries';
import { Claim } from './claim';
import type { OwnedDatabase } from './open-database';
import { RECORDS_PER_PAGE, type UpdateRow, type WriterOperations } from './operations';
import { type Cell, RECORD_COLUMNS } from './record-row';
import { RunRemoval } from './run-removal';

/** Writes to the database of which it is the only writer. All calls are synchronous: it lives in a thread of its own. */
export class WriteStore implements WriterOperations {
  private readonly db: Database;
  private readonly insertRun: Statement;
  private readonly updateRun: Statement;
  private readonly insertDocument: Statement;
  private readonly insertEvents: Statement;
  private readonly raiseNextRunID: Statement;
  private readonly exists: Statement;
  private readonly appendAll: (updates: readonly UpdateRow[]) => void;
  private readonly removal: RunRemoval;
  private readonly claim: Claim;

  constructor(private readonly owned: OwnedDatabase) {
    const db = (this.db = owned.db);
    const claim = (this.claim = new Claim(db, db.name));
    const places = RECORD_COLUMNS.map(() => '?').join(', ');
    const columns = RECORD_COLUMNS.join(', ');
    this.insertRun = db.prepare(`INSERT INTO runs (${columns}, event_count) VALUES (${places}, ?)`);
    this.updateRun = db.prepare(
      `UPDATE runs SET (${columns}) = (${places}), event_count = event_count + ? WHERE run_id = ?`,
    );
    // Bound as bytes: the text is never made a string in this thread.
    this.insertDocument = db.prepare('INSERT INTO documents (run_id, crc, document) VALUES (?, ?, CAST(? AS TEXT))');
    this.insertEvents = db.prepare('INSERT INTO journal (run_id, version, crc, events) VALUES (?, ?, ?, ?)');
    this.raiseNextRunID = db.prepare("UPDATE meta SET value = max(value, ? + 1) WHERE name = 'next_run_id'");
    this.exists = db.prepare('SELECT 1 FROM runs WHERE run_id = ?').pluck();
    this.appendAll = db.transaction((updates: readonly UpdateRow[]) => {
      claim.check();
      for (const update of updates) this.appendOne(update);
    }).immediate;
    this.removal = new RunRemoval(db, claim);
  }

  ownership(): Ownership {
    return this.claim.ownership;
  }

  nextRunID(): number {
    return Number(this.db.prepare("SELECT value FROM meta WHERE name = 'next_run_id'").pluck().get());
  }

  records(afterRunID: number): Cell[][] {
    const columns = RECORD_COLUMNS.join(', ');
    const page = this.db.prepare(`SELECT ${columns} FROM runs WHERE run_id > ? ORDER BY run_id LIMIT ?`);
    return page.raw().all(afterRunID, RECORDS_PER_PAGE) as Cell[][];
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

  private appendOne({ runID, record, document, eventCount, texts }: UpdateRow): void {
    if (document !== undefined) {
      if (this.exists.get(runID) !== undefined) throw submittedTwice(runID);
      const bytes = document.length === 1 ? document[0] : Buffer.concat(document);
      this.insertRun.run(record, eventCount);
      this.insertDocument.run(runID, crc32(bytes), bytes);
      this.raiseNextRunID.run(runID);
    } else if (this.updateRun.run(record, eventCount, runID).changes === 0) {
      throw noSuchRun(runID);
    }
    for (const text of texts) this.insertEvents.run(runID, EVENT_VERSION, crc32(text), text);
  }
}
