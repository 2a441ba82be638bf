import { crc32 } from 'node:zlib';
import { encodeEvents } from '#dag/run/codec';
import { EVENT_VERSION } from '#dag/run/events';
import { breathe } from '../breathe';
import { inChunks } from '../event-chunks';
import type { RunUpdate } from '../group-entries';
import { encodeDocument } from '../document-bytes';
import { AttemptRows } from './attempt-rows';
import { BIGINT, BOOLEAN, BYTES, INTEGER, TEXT } from './binary-array';
import { ColumnArrays } from './column-arrays';
import type { Value } from './postgres-connection';
import { runRow } from './run-row';

/** What one statement brings at least before another one begins, in bytes: some ms of work here and at the server. */
const PART_BYTES = 512 * 1024;

/** What one call of the function `append` records. */
export class AppendPart {
  private bytes = 0;
  private readonly runs: string[] = [];
  private readonly runIDs = new ColumnArrays<[run: number, isNew: boolean]>([BIGINT, BOOLEAN]);
  private readonly documents = new ColumnArrays<DocumentRow>([BIGINT, INTEGER, BOOLEAN, BIGINT, BYTES]);
  private readonly journal = new ColumnArrays<JournalRow>([BIGINT, INTEGER, BIGINT, TEXT]);
  private readonly attempts = new AttemptRows();

  get isFull(): boolean {
    return this.bytes >= PART_BYTES;
  }

  /** The last parameters of `append`, `run_ids` and those after it. */
  get values(): Value[] {
    const { runs, runIDs, documents, journal, attempts } = this;
    return [...runIDs.values, `[${runs.join(',')}]`, ...documents.values, ...journal.values, ...attempts.values];
  }

  addRun({ runID, record, events, document }: RunUpdate): void {
    const row = runRow(record, events.length);
    this.runIDs.add([runID, document !== undefined]);
    this.runs.push(row);
    this.bytes += row.length;
  }

  addDocument(runID: number, piece: number, isLast: boolean, content: Uint8Array): void {
    this.documents.add([runID, piece, isLast, crc32(content), content]);
    this.bytes += content.length;
  }

  addEvents(update: RunUpdate, events: RunUpdate['events']): void {
    const text = encodeEvents(events);
    this.journal.add([update.runID, EVENT_VERSION, crc32(text), text]);
    this.bytes += text.length + this.attempts.add(update, events);
  }
}

type DocumentRow = [run: number, piece: number, isLast: boolean, crc: number, content: Uint8Array];

type JournalRow = [run: number, version: number, crc: number, events: string];

/** The updates in parts of bounded size, in order; at least one. Other work gets its turn in between. */
export async function* partsOf(updates: readonly RunUpdate[]): AsyncGenerator<AppendPart, void> {
  let part = new AppendPart();
  for (const update of updates) {
    part.addRun(update);
    const pieces = update.document === undefined ? [] : await encodeDocument(update.document);
    for (const [piece, content] of pieces.entries()) {
      part.addDocument(update.runID, piece, piece === pieces.length - 1, content);
      if (part.isFull) yield* finished();
    }
    for (const events of inChunks(update.events)) {
      part.addEvents(update, events);
      if (part.isFull) yield* finished();
    }
  }
  yield part;

  async function* finished(): AsyncGenerator<AppendPart, void> {
    yield part;
    part = new AppendPart();
    await breathe();
  }
}
