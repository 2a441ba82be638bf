import { crc32 } from 'node:zlib';
import { DaggyError } from '#dag/errors';
import type { StoredRun } from '#dag/ports/state-logger';
import type { RunEvent } from '#dag/run/events';
import type { RunRecord } from '#dag/run/run-record';
import { countOf, joined } from '../event-chunks';
import { noSuchRun } from '../group-entries';
import { decodeDocument } from '../document-bytes';
import { readJournalRow } from './journal-row';
import type { Keys } from './keys';
import { readRecord } from './record-fields';
import type { RedisLink } from './redis-link';
import { RECORDS, ROWS, RUN } from './scripts/reading';

const RECORDS_AT_ONCE = 500;

/** Bytes of a journal in one answer: what can be decoded in a few ms. */
const ROWS_LENGTH = 64 * 1024;

const DOCUMENT_PIECE = 1024 * 1024;

type Values = readonly (string | null)[];

/** Reads runs, in answers of bounded size so that neither Redis nor this process is long at one. */
export class RunReader {
  constructor(
    private readonly link: RedisLink,
    private readonly keys: Keys,
    private readonly store: string,
  ) {}

  /** All of them, by ascending id. `runCount`: how many there are. */
  async records(runCount: number): Promise<RunRecord[]> {
    const records: RunRecord[] = [];
    for (;;) {
      const after = records.at(-1)?.runID ?? 0;
      const page = (await this.link.run(RECORDS, [this.keys.runs, this.keys.allRuns], [after, RECORDS_AT_ONCE])) as [
        string,
        Values,
      ][];
      if (page.length === 0) break;
      for (const [runID, values] of page) records.push(this.recordOf(Number(runID), values));
    }
    if (records.length !== runCount) throw this.damaged(`it has ${records.length} of its ${runCount} runs`);
    return records;
  }

  async read(runID: number): Promise<StoredRun> {
    const keys = [this.keys.run(runID), this.keys.journal(runID), this.keys.document(runID)];
    const run = (await this.link.run(RUN, keys, [])) as [] | [Values, number, number];
    if (run.length === 0) throw noSuchRun(runID);
    const [values, rows, documentLength] = run;
    const [eventCount, documentCRC] = values.slice(-2);
    const record = this.recordOf(runID, values);
    const document = await this.readDocument(runID, documentLength, Number(documentCRC));
    return { record, document, events: joined(this.readPages(runID, rows, Number(eventCount))) };
  }

  private async readDocument(runID: number, length: number, crc: number): Promise<string> {
    const pieces: Buffer[] = [];
    let found = 0;
    for (let start = 0; start < length; start += DOCUMENT_PIECE) {
      const range = [this.keys.document(runID), start, start + DOCUMENT_PIECE - 1];
      const piece = (await this.link.callForBytes('GETRANGE', range)) as Buffer;
      found = crc32(piece, found);
      pieces.push(piece);
    }
    if (found === crc) return decodeDocument(pieces.length === 1 ? pieces[0] : Buffer.concat(pieces));
    throw await this.damagedUnlessRemoved(runID, `the definition of run ${runID} is damaged or missing`);
  }

  /** `rows` and `eventCount`: how many there were when the record was read. */
  private async *readPages(runID: number, rows: number, eventCount: number): AsyncGenerator<RunEvent[][]> {
    let count = 0;
    for (let at = 0; at < rows;) {
      const page = (await this.link.run(ROWS, [this.keys.journal(runID)], [at, rows, ROWS_LENGTH])) as string[];
      if (page.length === 0) break;
      const pieces = page.map((row, index) => this.decode(runID, at + index, row));
      at += page.length;
      count += countOf(pieces);
      yield pieces;
    }
    if (count !== eventCount) {
      throw await this.damagedUnlessRemoved(runID, `run ${runID} has ${count} of its ${eventCount} events`);
    }
  }

  private decode(runID: number, at: number, row: string): RunEvent[] {
    try {
      return readJournalRow(runID, row);
    } catch (error) {
      throw this.damaged(`the events of run ${runID} cannot be read at row ${at}: ${(error as Error).message}`);
    }
  }

  private recordOf(runID: number, values: Values): RunRecord {
    try {
      return readRecord(runID, values);
    } catch (error) {
      throw this.damaged((error as Error).message);
    }
  }

  private async damagedUnlessRemoved(runID: number, what: string): Promise<DaggyError> {
    const isThere = await this.link.call('EXISTS', [this.keys.run(runID)]);
    return isThere === 1 ? this.damaged(what) : noSuchRun(runID);
  }

  private damaged(what: string): DaggyError {
    return new DaggyError('store-damaged', `${this.store} is damaged: ${what}. Restore a backup of it`);
  }
}
