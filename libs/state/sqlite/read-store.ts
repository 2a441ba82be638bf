import { crc32 } from 'node:zlib';
import type { Database, Statement } from 'better-sqlite3';
import type { OwnedDatabase } from './open-database';
import type { JournalRow, ReaderOperations, RunRows } from './operations';
import { type Cell, RECORD_COLUMNS } from './record-row';

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
      if (typeof events !== 'string' || crc32(events) !== crc) {
        throw new Error(`the events of run ${runID} are damaged at seq ${seq}: their checksum does not fit`);
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
    const columns = [...RECORD_COLUMNS, 'event_count'].join(', ');
    const cells = this.db.prepare(`SELECT ${columns} FROM runs WHERE run_id = ?`).raw().get(runID) as
      Cell[] | undefined;
    if (cells === undefined) return undefined;
    const stored = this.db
      .prepare('SELECT crc, CAST(document AS BLOB) FROM documents WHERE run_id = ?')
      .raw()
      .get(runID) as [number, Uint8Array] | undefined;
    if (stored === undefined || !(stored[1] instanceof Uint8Array) || crc32(stored[1]) !== stored[0]) {
      throw new Error(`the definition of run ${runID} is damaged or missing`);
    }
    const lastSeq = this.db.prepare('SELECT max(seq) FROM journal WHERE run_id = ?').pluck().get(runID);
    return {
      record: cells.slice(0, -1),
      document: stored[1],
      eventCount: Number(cells[cells.length - 1]),
      lastSeq: Number(lastSeq ?? 0),
    };
  }
}
