import type { ConnectionOptions } from 'node:tls';
import type { Redis } from 'ioredis';
import type { RedisOptions } from './config';
import { loadRedis } from './load-redis';
import { SilenceWatch } from '../silence-watch';

const CONNECT_TIMEOUT_MS = 2_000;

export type Argument = string | number | Buffer;

/** One connection: when it is lost, or the server does not answer, it is over. */
export class RedisConnection {
  /** Resolves with the reason when the connection is over. */
  readonly over: Promise<Error>;
  private readonly silence: SilenceWatch;
  private reason: Error | undefined;

  private constructor(private readonly redis: Redis) {
    this.silence = new SilenceWatch(
      () => redis.stream?.bytesRead ?? 0,
      () => this.abandon(new Error('it has not answered for some seconds')),
    );
    redis.on('error', (error: Error) => (this.reason ??= error));
    this.over = new Promise((resolve) =>
      redis.once('end', () => resolve(this.reasonOf(new Error('connection closed')))),
    );
  }

  /**
   * A connection that answers, to the right database. Rejects with what Redis answered, or why it could not be reached.
   * `signal` gives it up, before or after it is made.
   */
  static async open(
    { host, port, username, password, db }: RedisOptions,
    tls: ConnectionOptions | undefined,
    signal: AbortSignal,
  ): Promise<RedisConnection> {
    const Client = await loadRedis();
    signal.throwIfAborted();
    const redis = new Client({
      host,
      port,
      ...(tls === undefined ? {} : { tls }),
      // Who we are and which database we want is told below: the library goes on when that is refused.
      protocol: 2,
      disableClientInfo: true,
      enableReadyCheck: false,
      lazyConnect: true,
      connectTimeout: CONNECT_TIMEOUT_MS,
      // A new connection is a new one of these; what was sent over the last one is never sent again behind our back.
      retryStrategy: null,
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
    });
    const connection = new RedisConnection(redis);
    const giveUp = (): void => connection.abandon(new Error('closed'));
    signal.addEventListener('abort', giveUp);
    void connection.over.then(() => signal.removeEventListener('abort', giveUp));
    try {
      await redis.connect();
      if (password !== undefined)
        await connection.call('AUTH', username === undefined ? [password] : [username, password]);
      if (db !== 0) await connection.call('SELECT', [db]);
      await connection.call('PING', []);
      return connection;
    } catch (error) {
      connection.abandon(connection.reasonOf(error as Error));
      throw connection.reasonOf(error as Error);
    }
  }

  /** Rejects with what Redis answered, or why there is no answer. */
  call(command: string, args: readonly Argument[]): Promise<unknown> {
    return this.send(args, () => this.redis.call(command, args as Argument[]));
  }

  /** As `call`, for an answer that is no text. */
  callForBytes(command: string, args: readonly Argument[]): Promise<unknown> {
    return this.send(args, () => this.redis.callBuffer(command, args as Argument[]));
  }

  /** Ends the connection now, whatever is under way. */
  abandon(reason: Error): void {
    this.reason ??= reason;
    // Asked twice, the library would wait for a close that has been.
    if (this.redis.status === 'end') return;
    this.redis.disconnect();
    // A server that is frozen would never answer the polite end.
    this.redis.stream?.destroy();
  }

  private async send(args: readonly Argument[], command: () => Promise<unknown>): Promise<unknown> {
    const answered = this.silence.begin(sizeOf(args));
    try {
      return await command();
    } catch (error) {
      throw this.reasonOf(error as Error);
    } finally {
      answered();
    }
  }

  /** The first reason wins, but an answer is an answer. */
  private reasonOf(error: Error): Error {
    return error.name === 'ReplyError' ? error : (this.reason ?? error);
  }
}

function sizeOf(args: readonly Argument[]): number {
  let bytes = 0;
  for (const argument of args) bytes += typeof argument === 'number' ? 8 : argument.length;
  return bytes;
}
