import type { Database, Statement } from 'better-sqlite3';
import { documentChecksum, eventsChecksum } from './checksums';
import { Damage } from './damage';
import type { OwnedDatabase } from './open-database';
import type { JournalRow, ReaderOperations, RunRows } from './operations';
import { type Cell, checkedCells, STORED_COLUMNS } from './record-row';

/** Characters of encoded events in one answer: what the calling thread can decode in a few ms. */
const ANSWER_LENGTH = 64 * 1024;

/** Reads beside the writer, in a thread of its own. No read transaction outlives a call, so checkpoints are never held up. */
export class ReadStore implements ReaderOperations {
  private readonly db: Database;
  private readonly selectRows: Statement;

  constructor(private readonly owned: OwnedDatabase) {
    this.db = owned.db;
    this.selectRows = this.db
      .prepare('SELECT seq, version, crc, events FROM journal WHERE run_id = ? AND seq > ? AND seq <= ? ORDER BY seq')
      .raw();
  }

  run(runID: number): RunRows | undefined {
    return this.db.transaction(() => this.readRun(runID))();
  }

  journal(runID: number, afterSeq: number, lastSeq: number): JournalRow[] {
    const rows: JournalRow[] = [];
    let length = 0;
    for (const cells of this.selectRows.iterate(runID, afterSeq, lastSeq)) {
      const [seq, version, crc, events] = cells as [number, number, number, string];
      if (typeof events !== 'string' || eventsChecksum(runID, seq, events) !== crc) {
        throw new Damage(`the events of run ${runID} are not what was written at seq ${seq}`);
      }
      rows.push({ seq, version, events });
      length += events.length;
      if (length >= ANSWER_LENGTH) break;
    }
    return rows;
  }

  close(): void {
    this.owned.close();
  }

  private readRun(runID: number): RunRows | undefined {
    const columns = STORED_COLUMNS.join(', ');
    const cells = this.db.prepare(`SELECT ${columns} FROM runs WHERE run_id = ?`).raw().get(runID) as
      Cell[] | undefined;
    if (cells === undefined) return undefined;
    const { record, eventCount } = checkedCells(cells);
    const stored = this.db
      .prepare('SELECT crc, CAST(document AS BLOB) FROM documents WHERE run_id = ?')
      .raw()
      .get(runID) as [number, Uint8Array] | undefined;
    if (
      stored === undefined ||
      !(stored[1] instanceof Uint8Array) ||
      documentChecksum(runID, stored[1]) !== stored[0]
    ) {
      throw new Damage(`the definition of run ${runID} is not what was written`);
    }
    const lastSeq = this.db.prepare('SELECT max(seq) FROM journal WHERE run_id = ?').pluck().get(runID);
    return { record, document: stored[1], eventCount, lastSeq: Number(lastSeq ?? 0) };
  }
}
