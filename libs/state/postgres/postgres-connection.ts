import { Socket } from 'node:net';
import type { Client, QueryResultRow } from 'pg';
import { SilenceWatch } from '../silence-watch';
import type { PostgresServer } from './config';
import { isAnswer } from './explain-error';
import { loadPostgres } from './load-postgres';

const CONNECT_TIMEOUT_MS = 2_000;

/** How long a server may take to say goodbye, ms. */
const END_TIMEOUT_MS = 500;

export type Value = string | number | boolean | Buffer | readonly number[] | null;

/** One connection: when it is lost, or the server does not answer, it is over. One statement at a time. */
export class PostgresConnection {
  private readonly silence: SilenceWatch;
  private reason: Error | undefined;

  private constructor(
    private readonly client: Client,
    private readonly socket: Socket,
  ) {
    this.silence = new SilenceWatch(
      () => socket.bytesRead,
      () => this.abandon(new Error('it has not answered for some seconds')),
    );
    client.on('error', (error) => (this.reason ??= error));
    client.on('end', () => (this.reason ??= new Error('connection closed')));
  }

  /** Rejects with what Postgres answered, or why it could not be reached. */
  static async open(server: PostgresServer): Promise<PostgresConnection> {
    const PostgresClient = await loadPostgres();
    const socket = new Socket();
    const client = new PostgresClient({
      ...server,
      fallback_application_name: 'daggyd',
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      keepAlive: true,
      // A socket of our own can be ended whatever the library waits for.
      stream: () => socket,
    });
    const connection = new PostgresConnection(client, socket);
    try {
      await client.connect();
      return connection;
    } catch (error) {
      connection.abandon(error as Error);
      throw error;
    }
  }

  get alive(): boolean {
    return this.reason === undefined;
  }

  /** Rejects with what Postgres answered, or why there is no answer. Without values it may be several statements. */
  async query<Row extends QueryResultRow>(text: string, values: readonly Value[] = []): Promise<Row[]> {
    const answered = this.silence.begin(sizeOf(values));
    try {
      // Not prepared under a name: a pooler may run the next one in another session.
      const result = await this.client.query<Row>(text, values.length > 0 ? [...values] : undefined);
      return result.rows;
    } catch (error) {
      throw isAnswer(error) ? error : (this.reason ?? error);
    } finally {
      answered();
    }
  }

  /** Ends the connection now, whatever is under way. */
  abandon(reason: Error): void {
    this.reason ??= reason;
    this.socket.destroy();
  }

  /** Resolves soon, also when the server is away. */
  async close(): Promise<void> {
    if (!this.alive) return;
    this.reason = new Error('closed');
    const timer = setTimeout(() => this.socket.destroy(), END_TIMEOUT_MS);
    await this.client.end().catch(() => undefined);
    clearTimeout(timer);
  }
}

function sizeOf(values: readonly Value[]): number {
  let bytes = 0;
  for (const value of values) bytes += typeof value === 'string' || value instanceof Buffer ? value.length : 8;
  return bytes;
}
