import { crc32 } from 'node:zlib';
import { encodeEvents } from '#dag/run/codec';
import { EVENT_VERSION } from '#dag/run/events';
import { breathe } from '../breathe';
import { inChunks } from '../event-chunks';
import type { RunUpdate } from '../group-entries';
import { encodeDocument } from '../document-bytes';
import { attemptRows } from './attempt-rows';
import type { Value } from './postgres-connection';
import { runRow } from './run-row';

/** What one statement brings at least before another one begins, in bytes: some ms of work here and at the server. */
const PART_BYTES = 512 * 1024;

/** What one call of the function `append` records. Rows are JSON objects. */
export class AppendPart {
  private bytes = 0;
  private readonly runs: string[] = [];
  private readonly documents: string[] = [];
  private readonly contents: Uint8Array[] = [];
  private contentBytes = 0;
  private readonly journal: string[] = [];
  private readonly started: string[] = [];
  private readonly ended: string[] = [];

  get isFull(): boolean {
    return this.bytes >= PART_BYTES;
  }

  /** The last parameters of `append`, `run_rows` and those after it. */
  get values(): Value[] {
    const { runs, documents, contents, journal, started, ended } = this;
    return [array(runs), array(documents), Buffer.concat(contents), ...[journal, started, ended].map(array)];
  }

  addRun({ record, events, document }: RunUpdate): void {
    this.add(this.runs, runRow(record, events.length, document !== undefined));
  }

  addDocument(runID: number, piece: number, isLast: boolean, content: Uint8Array): void {
    const row = {
      run_id: runID,
      piece,
      is_last: isLast,
      crc: crc32(content),
      // Counted from 1, as SQL does.
      start: this.contentBytes + 1,
      size: content.length,
    };
    this.add(this.documents, JSON.stringify(row));
    this.contents.push(content);
    this.contentBytes += content.length;
    this.bytes += content.length;
  }

  addEvents(update: RunUpdate, events: RunUpdate['events']): void {
    const text = encodeEvents(events);
    const row = { run_id: update.runID, version: EVENT_VERSION, crc: crc32(text), events: text };
    this.add(this.journal, JSON.stringify(row));
    const { started, ended } = attemptRows(update, events);
    for (const attempt of started) this.add(this.started, attempt);
    for (const attempt of ended) this.add(this.ended, attempt);
  }

  private add(rows: string[], row: string): void {
    rows.push(row);
    this.bytes += row.length;
  }
}

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

function array(rows: readonly string[]): string {
  return `[${rows.join(',')}]`;
}
