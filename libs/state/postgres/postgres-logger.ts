import { DaggyError } from '#dag/errors';
import type { LogEntry, StateLogger, StoredRun, StoredState, StoreWatcher } from '#dag/ports/state-logger';
import { groupByRun, noSuchRun, submittedTwice } from '../group-entries';
import { AppendNumbers } from '../ownership/append-numbers';
import { newIdentity } from '../ownership/owner-identity';
import { type AppendPart, partsOf } from './append-parts';
import type { PostgresOptions } from './config';
import { PostgresLink, type Session } from './postgres-link';
import { RunReader } from './run-reader';
import { prepareSchema } from './schema';
import { checkServer } from './server-check';
import { StoreOwner } from './store-owner';

const RUNS_FORGOTTEN_AT_ONCE = 100;

/**
 * Begins the transaction of an append in several parts. Should this daggyd be frozen, or cut off, in the middle of it, the
 * server ends it, and the next owner need not wait.
 */
const BEGIN_PARTS = "SET LOCAL idle_in_transaction_session_timeout = '4s'";

interface OpenStore {
  /** Appends and removals. */
  readonly writer: PostgresLink;
  /** Everything else, so that no append waits for it. */
  readonly reader: PostgresLink;
  readonly owner: StoreOwner;
  readonly runs: RunReader;
  readonly numbers: AppendNumbers;
}

/**
 * Keeps everything in a Postgres database, as tables that people can query. One append is one call of a function there,
 * one round trip; only a large one is a transaction of several.
 */
export class PostgresLogger implements StateLogger {
  readonly name = 'PostgresLogger';
  readonly durable = true;
  /** The same however often it is opened: a store that it took without hearing so is free for it. */
  private readonly identity = newIdentity();
  private opened: OpenStore | undefined;

  constructor(
    private readonly options: PostgresOptions,
    private readonly log: (message: string) => void,
  ) {}

  async open(watcher?: StoreWatcher): Promise<StoredState> {
    const { options } = this;
    const [writer, reader] = [new PostgresLink(options), new PostgresLink(options)];
    const owner = new StoreOwner(reader, options, this.identity, watcher);
    const runs = new RunReader(reader, options);
    try {
      const warnings = await checkServer(writer, options.store);
      await prepareSchema(writer, options);
      const { storeID, fencingToken, nextRunID, lastAppend } = await owner.claim();
      this.opened = { writer, reader, owner, runs, numbers: new AppendNumbers(lastAppend) };
      await this.sweep();
      const records = await runs.records();
      for (const warning of warnings) this.log(warning);
      for (const link of [writer, reader]) link.waitForAll();
      return { storeID, fencingToken, nextRunID, records };
    } catch (error) {
      this.opened = undefined;
      await owner.release();
      await Promise.all([reader.close(), writer.close()]);
      throw error;
    }
  }

  async append(entries: readonly LogEntry[]): Promise<void> {
    const { numbers, writer } = this.store();
    const updates = groupByRun(entries);
    const number = numbers.numberOf(entries);
    const parts = partsOf(updates);
    const first = await take(parts);
    const second = await take(parts);
    if (first !== undefined && second === undefined) await this.appendPart(writer, number, first, true);
    if (first !== undefined && second !== undefined) {
      await writer.transaction(BEGIN_PARTS, async (session) => {
        if (!(await this.appendPart(session, number, first, true))) return;
        await this.appendPart(session, number, second, false);
        for await (const part of parts) await this.appendPart(session, number, part, false);
      });
    }
    numbers.acknowledge(number);
  }

  read(runID: number): Promise<StoredRun> {
    return this.store().runs.read(runID);
  }

  async remove(runIDs: readonly number[]): Promise<void> {
    const { owner, writer } = this.store();
    for (let start = 0; start < runIDs.length; start += RUNS_FORGOTTEN_AT_ONCE) {
      await owner.write(writer, 'forget', [runIDs.slice(start, start + RUNS_FORGOTTEN_AT_ONCE)]);
    }
    await this.sweep();
  }

  async close(): Promise<void> {
    const { opened } = this;
    this.opened = undefined;
    if (opened === undefined) return;
    await opened.owner.release();
    await Promise.all([opened.reader.close(), opened.writer.close()]);
  }

  private store(): OpenStore {
    if (this.opened === undefined) throw new DaggyError('store-unavailable', `${this.options.store} is not open`);
    return this.opened;
  }

  /** False when the store has the append already. */
  private async appendPart(session: Session, number: number, part: AppendPart, isFirst: boolean): Promise<boolean> {
    const { owner, numbers } = this.store();
    const values = [numbers.acknowledged, number, isFirst, ...part.values];
    const { status, refused_run } = await owner.write<AppendAnswer>(session, 'append', values);
    if (status === 'missing') throw noSuchRun(Number(refused_run));
    if (status === 'twice') throw submittedTwice(Number(refused_run));
    return status !== 'again';
  }

  /** Deletes what is left of removed runs, in steps with appends in between. */
  private async sweep(): Promise<void> {
    const { owner, writer } = this.store();
    while ((await owner.write(writer, 'sweep')).status !== 'swept');
  }
}

interface AppendAnswer {
  /** See the function `append`. */
  readonly status: string;
  readonly refused_run: string | null;
}

async function take(parts: AsyncGenerator<AppendPart, void>): Promise<AppendPart | undefined> {
  const { value, done } = await parts.next();
  return done ? undefined : value;
}
