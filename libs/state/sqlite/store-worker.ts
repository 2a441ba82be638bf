import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { DaggyError } from '#dag/errors';
import { explainError, isDamage } from './explain-error';
import { openForReading, openOwned } from './open-database';
import type { ReaderOperations, Reply, Request, WriterOperations } from './operations';
import { ReadStore } from './read-store';
import type { ThreadData } from './store-thread';
import { WriteStore } from './write-store';

/** The inside of a StoreThread: does what it is asked for, one request after the other. A failure to open ends the thread. */
async function serve(port: MessagePort, data: ThreadData): Promise<void> {
  const { options } = data;
  const operations = await open(data);
  port.on('message', (request: Request) => {
    const reply = answer(operations, request, options.file);
    port.postMessage(reply, transferable(reply));
    if (request.operation === 'close') port.close();
  });
}

async function open({ role, options }: ThreadData): Promise<WriterOperations | ReaderOperations> {
  const owned = await (role === 'writer' ? openOwned(options) : openForReading(options));
  try {
    return role === 'writer' ? new WriteStore(owned) : new ReadStore(owned);
  } catch (error) {
    owned.close();
    throw new Error(explainError(options.file, error), { cause: error });
  }
}

function answer(operations: object, { id, operation, args }: Request, file: string): Reply {
  try {
    const method: unknown = Reflect.get(operations, operation);
    if (typeof method !== 'function') throw new Error(`no operation ${operation}`);
    return { id, ok: true, result: Reflect.apply(method, operations, args) };
  } catch (error) {
    if (error instanceof DaggyError) return { id, ok: false, code: error.code, message: error.message };
    return { id, ok: false, code: isDamage(error) ? 'store-damaged' : undefined, message: explainError(file, error) };
  }
}

/** A definition may be large: it changes hands instead of being copied. */
function transferable(reply: Reply): ArrayBuffer[] {
  if (!reply.ok || typeof reply.result !== 'object' || reply.result === null) return [];
  if (!('document' in reply.result) || !(reply.result.document instanceof Uint8Array)) return [];
  const { buffer } = reply.result.document;
  return buffer instanceof ArrayBuffer ? [buffer] : [];
}

if (parentPort !== null) void serve(parentPort, workerData as ThreadData);
