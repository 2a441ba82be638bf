import type { QueryResultRow } from 'pg';
import { DaggyError } from '#dag/errors';
import type { PostgresOptions } from './config';
import { explainError, explainLater } from './explain-error';
import { PostgresConnection, type Value } from './postgres-connection';

/** Statements of one connection, or of one transaction on it. */
export interface Session {
  query<Row extends QueryResultRow>(text: string, values?: readonly Value[]): Promise<Row[]>;
}

/**
 * Statements one after the other, over a connection that is made when there is none. Whoever asks waits for no more than
 * one attempt to connect. Rejects with what `explainError` or, when it is to wait, `explainLater` makes of a failure.
 */
export class PostgresLink implements Session {
  private connection: PostgresConnection | undefined;
  private last: Promise<void> = Promise.resolve();
  private explain: (store: string, error: unknown) => Error = explainError;
  private closed = false;

  constructor(private readonly options: PostgresOptions) {}

  query<Row extends QueryResultRow>(text: string, values?: readonly Value[]): Promise<Row[]> {
    return this.inTurn((connection) => connection.query<Row>(text, values));
  }

  /** `begin`: what is done first, in the same round trip. What `work` rejects with undoes it all. */
  transaction<Result>(begin: string, work: (session: Session) => Promise<Result>): Promise<Result> {
    return this.inTurn(async (connection) => {
      await connection.query(`BEGIN; ${begin}`);
      try {
        const result = await work(connection);
        await connection.query('COMMIT');
        return result;
      } catch (error) {
        await connection.query('ROLLBACK').catch((failure: Error) => connection.abandon(failure));
        throw error;
      }
    });
  }

  /** Called when daggyd is up: from now on it waits also for what the server refuses. */
  waitForAll(): void {
    this.explain = explainLater;
  }

  /** Resolves soon, also when the server is away. */
  async close(): Promise<void> {
    this.closed = true;
    await this.connection?.close();
  }

  private async inTurn<Result>(work: (connection: PostgresConnection) => Promise<Result>): Promise<Result> {
    const before = this.last;
    let done = (): void => undefined;
    this.last = new Promise((resolve) => (done = resolve));
    await before;
    try {
      const connection = await this.connected();
      return await work(connection).catch((error: unknown) => {
        throw this.explain(this.options.store, error);
      });
    } finally {
      done();
    }
  }

  private async connected(): Promise<PostgresConnection> {
    const { server, store } = this.options;
    if (this.closed) throw new DaggyError('store-unavailable', `${store} is not open`);
    if (this.connection?.alive) return this.connection;
    try {
      this.connection = await PostgresConnection.open(server);
    } catch (error) {
      throw this.explain(store, error);
    }
    if (this.closed) await this.connection.close();
    return this.connection;
  }
}
