import { crc32 } from 'node:zlib';
import { DaggyError } from '#dag/errors';
import type { StoredRun } from '#dag/ports/state-logger';
import { decodeEvents } from '#dag/run/codec';
import type { RunEvent } from '#dag/run/events';
import type { RunRecord } from '#dag/run/run-record';
import { breathe } from '../breathe';
import { countOf, joined } from '../event-chunks';
import { noSuchRun } from '../group-entries';
import { decodeDocument } from '../document-bytes';
import type { PostgresOptions } from './config';
import type { Session } from './postgres-link';
import { readRecord, type StoredRecord } from './record-text';
import { quoted } from './schema';

const RECORDS_PER_PAGE = 1_000;

/** Bytes of encoded events in one answer, if a row is not longer: what can be decoded in a few ms. */
const PAGE_BYTES = 64 * 1024;
/** Rows that are looked at for it. */
const PAGE_ROWS = 200;

interface RunRow extends StoredRecord {
  readonly id: number;
  readonly record_crc: number;
}

interface JournalRow {
  readonly seq: string;
  readonly version: number;
  readonly crc: string;
  readonly events: string;
}

interface DocumentRow {
  readonly is_last: boolean;
  readonly crc: string;
  readonly content: Buffer;
}

/** Reads runs, in answers of bounded size. */
export class RunReader {
  private readonly schema: string;
  private readonly store: string;

  constructor(
    private readonly session: Session,
    options: PostgresOptions,
  ) {
    this.schema = quoted(options.schema);
    this.store = options.store;
  }

  /** All of them, by ascending id. Rejects when one is damaged. */
  async records(): Promise<RunRecord[]> {
    const page = `SELECT ${RECORD} FROM ${this.schema}.runs WHERE id > $1 ORDER BY id LIMIT ${RECORDS_PER_PAGE}`;
    const records: RunRecord[] = [];
    for (;;) {
      const rows = await this.session.query<RunRow>(page, [records.at(-1)?.runID ?? 0]);
      if (rows.length === 0) return records;
      for (const row of rows) records.push(this.recordOf(row));
      await breathe();
    }
  }

  /** As it is now, whatever is appended later. */
  async read(runID: number): Promise<StoredRun> {
    const [row] = await this.session.query<RunRow & { event_count: string; last_seq: string }>(
      `SELECT ${RECORD}, event_count,
          (SELECT coalesce(max(seq), 0) FROM ${this.schema}.journal WHERE run_id = $1) AS last_seq
        FROM ${this.schema}.runs WHERE id = $1`,
      [runID],
    );
    if (row === undefined) throw noSuchRun(runID);
    const record = this.recordOf(row);
    const document = await this.document(runID);
    return { record, document, events: joined(this.pages(runID, Number(row.last_seq), Number(row.event_count))) };
  }

  private async document(runID: number): Promise<string> {
    const select = `SELECT is_last, crc, content FROM ${this.schema}.documents WHERE run_id = $1 AND piece = $2`;
    const pieces: string[] = [];
    for (;;) {
      const [row] = await this.session.query<DocumentRow>(select, [runID, pieces.length]);
      if (row === undefined || crc32(row.content) !== Number(row.crc)) {
        throw await this.incomplete(runID, `the definition of run ${runID} is damaged or missing`);
      }
      pieces.push(await decodeDocument(row.content));
      if (row.is_last) return pieces.join('');
    }
  }

  private async *pages(runID: number, lastSeq: number, eventCount: number): AsyncGenerator<RunEvent[][]> {
    // Rows up to the one with which the page is full: those before which less than that came.
    const page = `
      SELECT seq, version, crc, events FROM (
        SELECT seq, version, crc, events, sum(octet_length(events)) OVER (ORDER BY seq) - octet_length(events) AS before
        FROM ${this.schema}.journal WHERE run_id = $1 AND seq > $2 AND seq <= $3 ORDER BY seq LIMIT ${PAGE_ROWS}
      ) AS next WHERE before < ${PAGE_BYTES} ORDER BY seq`;
    let count = 0;
    for (let seq = 0; seq < lastSeq;) {
      const rows = await this.session.query<JournalRow>(page, [runID, seq, lastSeq]);
      if (rows.length === 0) break;
      seq = Number(rows[rows.length - 1].seq);
      const pieces = rows.map((row) => this.decode(runID, row));
      count += countOf(pieces);
      yield pieces;
    }
    if (count !== eventCount)
      throw await this.incomplete(runID, `run ${runID} has ${count} of its ${eventCount} events`);
  }

  private decode(runID: number, { seq, version, crc, events }: JournalRow): RunEvent[] {
    if (crc32(events) !== Number(crc)) {
      throw this.damaged(`the events of run ${runID} are damaged at seq ${seq}: their checksum does not fit`);
    }
    try {
      return decodeEvents(events, version);
    } catch (error) {
      throw this.damaged(`the events of run ${runID} cannot be read at seq ${seq}: ${(error as Error).message}`);
    }
  }

  private recordOf(row: RunRow): RunRecord {
    try {
      return readRecord(Number(row.id), { ...row, record_crc: Number(row.record_crc) });
    } catch (error) {
      throw this.damaged((error as Error).message);
    }
  }

  /** What is missing of a run may be missing because the run was removed meanwhile. */
  private async incomplete(runID: number, what: string): Promise<DaggyError> {
    const found = await this.session.query(`SELECT FROM ${this.schema}.runs WHERE id = $1`, [runID]);
    return found.length === 0 ? noSuchRun(runID) : this.damaged(what);
  }

  private damaged(what: string): DaggyError {
    return new DaggyError('store-damaged', `${this.store} is damaged: ${what}. Restore a backup of it`);
  }
}

const RECORD = 'id, record_version, record_crc, record';
