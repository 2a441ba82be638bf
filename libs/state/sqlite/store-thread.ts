import { type Transferable, Worker } from 'node:worker_threads';
import { DaggyError, type ErrorCode } from '#dag/errors';
import type { SqliteOptions } from './config';
import type { Reply, Request } from './operations';
import { workerFile } from './worker-file';

export interface ThreadData {
  readonly role: 'writer' | 'reader';
  readonly options: SqliteOptions;
}

interface Waiting {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

/** The methods that `Operations` has, called in another thread, in the order of the calls. */
export class StoreThread<Operations> {
  private readonly worker: Worker;
  private readonly waiting = new Map<number, Waiting>();
  private lastID = 0;
  private ended: Error | undefined;

  constructor(data: ThreadData) {
    this.worker = new Worker(workerFile('store-worker.js'), { workerData: data });
    this.worker.on('message', (reply: Reply) => this.settle(reply));
    this.worker.on('error', (error) => this.fail(error));
    this.worker.on('exit', () => this.fail(new DaggyError('store-unavailable', `${data.options.file} is closed`)));
    this.worker.unref();
  }

  /** Whether calls can still be answered. */
  get alive(): boolean {
    return this.ended === undefined;
  }

  /**
   * Rejects with a DaggyError: the one thrown there, or `store-damaged` or `store-unavailable` with a message for people.
   * The transferred buffers are gone from this thread.
   */
  call<Name extends keyof Operations & string>(
    operation: Name,
    args: Operations[Name] extends (...args: infer Args) => unknown ? Args : never,
    transfer: readonly Transferable[] = [],
  ): Promise<Operations[Name] extends (...args: never) => infer Result ? Result : never> {
    if (this.ended) return Promise.reject(this.ended);
    const id = ++this.lastID;
    const answer = new Promise((resolve, reject) => this.waiting.set(id, { resolve, reject }));
    // Only an open request keeps the process alive.
    if (this.waiting.size === 1) this.worker.ref();
    this.worker.postMessage({ id, operation, args } satisfies Request, transfer);
    return answer as ReturnType<typeof this.call<Name>>;
  }

  private settle(reply: Reply): void {
    const waiting = this.waiting.get(reply.id);
    this.waiting.delete(reply.id);
    if (this.waiting.size === 0) this.worker.unref();
    if (reply.ok) waiting?.resolve(reply.result);
    else waiting?.reject(new DaggyError((reply.code as ErrorCode | undefined) ?? 'store-unavailable', reply.message));
  }

  /** The first reason is the one that everybody hears. */
  private fail(error: Error): void {
    this.ended ??= error;
    for (const waiting of this.waiting.values()) waiting.reject(this.ended);
    this.waiting.clear();
  }
}
