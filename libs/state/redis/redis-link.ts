import type { ConnectionOptions } from 'node:tls';
import { DaggyError } from '#dag/errors';
import { type RedisOptions, storeName } from './config';
import { explainError, explainLater } from './explain-error';
import { type Argument, RedisConnection } from './redis-connection';
import type { Script } from './scripts/script';
import { readTLSFiles } from './tls-files';

/** Wait before the next attempt to connect, ms. */
const RECONNECT_MS = 250;

/** A connection to Redis that is made again whenever it is lost. Nothing waits for that: a call without one is rejected. */
export class RedisLink {
  private connection: RedisConnection | undefined;
  private tls: ConnectionOptions | undefined;
  private readonly closing = new AbortController();
  private explain: (store: string, error: unknown) => Error = explainError;
  /** Why there is no connection. */
  private trouble: DaggyError | undefined;

  constructor(private readonly options: RedisOptions) {}

  /** Connects for the first time. Rejects with a message for people; a plain Error when waiting would not help. */
  async open(): Promise<void> {
    const { tls, host } = this.options;
    if (tls !== undefined) this.tls = readTLSFiles(tls, host);
    try {
      this.use(await RedisConnection.open(this.options, this.tls, this.closing.signal));
    } catch (error) {
      throw explainError(this.store, error);
    }
  }

  /** Called when daggyd is up: from now on it waits also for what the server refuses. */
  waitForAll(): void {
    this.explain = explainLater;
  }

  /** Rejects with what `explainError` or, when it is to wait, `explainLater` makes of a failure. */
  async call(command: string, args: readonly Argument[]): Promise<unknown> {
    const connection = this.current();
    try {
      return await connection.call(command, args);
    } catch (error) {
      throw this.explain(this.store, error);
    }
  }

  async callForBytes(command: string, args: readonly Argument[]): Promise<unknown> {
    const connection = this.current();
    try {
      return await connection.callForBytes(command, args);
    } catch (error) {
      throw this.explain(this.store, error);
    }
  }

  /** Runs a script, which the server keeps until it is restarted. */
  async run(script: Script, keys: readonly string[], args: readonly Argument[]): Promise<unknown> {
    const connection = this.current();
    const rest = [keys.length, ...keys, ...args];
    try {
      return await connection.call('EVALSHA', [script.sha, ...rest]);
    } catch (error) {
      if (!(error as Error).message.startsWith('NOSCRIPT')) throw this.explain(this.store, error);
    }
    try {
      return await connection.call('EVAL', [script.text, ...rest]);
    } catch (error) {
      throw this.explain(this.store, error);
    }
  }

  /** Throws why there is no connection. */
  check(): void {
    this.current();
  }

  close(): void {
    this.closing.abort();
    this.connection = undefined;
  }

  private get store(): string {
    return storeName(this.options);
  }

  private current(): RedisConnection {
    if (this.connection !== undefined) return this.connection;
    throw this.trouble ?? new DaggyError('store-unavailable', `${this.store} is not open`);
  }

  private use(connection: RedisConnection): void {
    this.connection = connection;
    this.trouble = undefined;
    void connection.over.then((reason) => this.reconnect(reason));
  }

  private async reconnect(reason: Error): Promise<void> {
    this.connection = undefined;
    this.trouble = explainLater(this.store, reason);
    while (!this.closing.signal.aborted) {
      try {
        return this.use(await RedisConnection.open(this.options, this.tls, this.closing.signal));
      } catch (error) {
        this.trouble = explainLater(this.store, error);
      }
      await new Promise((resolve) => setTimeout(resolve, RECONNECT_MS).unref());
    }
  }
}
