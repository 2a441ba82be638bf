import { crc32 } from 'node:zlib';
import { DaggyError } from '#dag/errors';
import type { LogEntry, StateLogger, StoredRun, StoredState, StoreWatcher } from '#dag/ports/state-logger';
import { encodeEvents } from '#dag/run/codec';
import { breathe } from '../breathe';
import { inChunks } from '../event-chunks';
import { groupByRun, noSuchRun, type RunUpdate, submittedTwice } from '../group-entries';
import { AppendNumbers } from '../ownership/append-numbers';
import { newIdentity } from '../ownership/owner-identity';
import { encodeDocument } from '../document-bytes';
import { type RedisOptions, storeName } from './config';
import { journalRow } from './journal-row';
import { type Keys, keysOf } from './keys';
import { RECORD_FIELDS, recordValues } from './record-fields';
import type { Argument } from './redis-connection';
import { RedisLink } from './redis-link';
import { RunReader } from './run-reader';
import { APPEND, REMOVE } from './scripts/writing';
import { checkServer, durabilityWarnings } from './server-check';
import { StoreOwner } from './store-owner';

const RUNS_REMOVED_AT_ONCE = 100;

interface OpenStore {
  readonly link: RedisLink;
  readonly owner: StoreOwner;
  readonly reader: RunReader;
  readonly numbers: AppendNumbers;
}

/** Keeps everything on a Redis server, in keys that start with the prefix. One append is one script, one round trip. */
export class RedisLogger implements StateLogger {
  readonly name = 'RedisLogger';
  readonly durable = true;
  private readonly keys: Keys;
  private readonly store: string;
  /** The same however often it is opened: a store that it took without hearing so is free for it. */
  private readonly identity = newIdentity();
  private opened: OpenStore | undefined;

  constructor(
    private readonly options: RedisOptions,
    private readonly log: (message: string) => void,
  ) {
    this.keys = keysOf(options.prefix);
    this.store = storeName(options);
  }

  async open(watcher?: StoreWatcher): Promise<StoredState> {
    const link = new RedisLink(this.options);
    const owner = new StoreOwner(link, this.keys, this.store, this.identity, watcher);
    try {
      await link.open();
      await checkServer(link, this.store);
      const { storeID, fencingToken, nextRunID, runCount, lastAppend } = await owner.claim();
      const reader = new RunReader(link, this.keys, this.store);
      const records = await reader.records(runCount);
      for (const warning of await durabilityWarnings(link, this.store)) this.log(warning);
      link.waitForAll();
      this.opened = { link, owner, reader, numbers: new AppendNumbers(lastAppend) };
      return { storeID, fencingToken, nextRunID, records };
    } catch (error) {
      await owner.release();
      link.close();
      throw error;
    }
  }

  async append(entries: readonly LogEntry[]): Promise<void> {
    const { link, owner, numbers } = this.current();
    link.check();
    const number = numbers.numberOf(entries);
    const updates = groupByRun(entries);
    const keys = updates.flatMap(({ runID }) => this.keysOfRun(runID));
    const heads: Argument[] = [];
    const bodies: Argument[] = [];
    for (const update of updates) {
      const { fields, rows, pieces } = await toParts(update);
      heads.push(update.runID, update.events.length, fields.length, rows.length, pieces.length);
      for (const part of [fields, rows, pieces]) for (const argument of part) bodies.push(argument);
    }
    const args = [numbers.acknowledged, number, updates.length, ...heads, ...bodies];
    const [status, runID] = await owner.write(APPEND, [this.keys.runs, ...keys], args);
    if (status === 'missing') throw noSuchRun(Number(runID));
    if (status === 'twice') throw submittedTwice(Number(runID));
    numbers.acknowledge(number);
  }

  read(runID: number): Promise<StoredRun> {
    return this.current().reader.read(runID);
  }

  async remove(runIDs: readonly number[]): Promise<void> {
    const { owner } = this.current();
    for (let start = 0; start < runIDs.length; start += RUNS_REMOVED_AT_ONCE) {
      const some = runIDs.slice(start, start + RUNS_REMOVED_AT_ONCE);
      await owner.write(REMOVE, [this.keys.runs, ...some.flatMap((runID) => this.keysOfRun(runID))], some);
    }
  }

  async close(): Promise<void> {
    const { opened } = this;
    this.opened = undefined;
    await opened?.owner.release();
    opened?.link.close();
  }

  private current(): OpenStore {
    if (this.opened === undefined) throw new DaggyError('store-unavailable', `${this.store} is not open`);
    return this.opened;
  }

  private keysOfRun(runID: number): string[] {
    return [this.keys.run(runID), this.keys.journal(runID), this.keys.document(runID)];
  }
}

/** What is stored of one run's update: fields and values of its hash, rows of its journal, pieces of its definition. */
interface Parts {
  readonly fields: readonly string[];
  readonly rows: readonly string[];
  readonly pieces: readonly Buffer[];
}

async function toParts({ document, events, record }: RunUpdate): Promise<Parts> {
  const values = recordValues(record);
  const fields = RECORD_FIELDS.flatMap((field, i) => [field, values[i]]);
  const rows: string[] = [];
  for (const chunk of inChunks(events)) {
    if (rows.length > 0) await breathe();
    rows.push(journalRow(record.runID, encodeEvents(chunk)));
  }
  if (document === undefined) return { fields, rows, pieces: [] };
  const pieces = (await encodeDocument(document)).map(({ buffer }) => Buffer.from(buffer));
  const crc = pieces.reduce((before, piece) => crc32(piece, before), 0);
  return { fields: [...fields, 'document_crc', String(crc)], rows, pieces };
}
