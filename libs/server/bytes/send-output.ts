import type { IncomingMessage, ServerResponse } from 'node:http';
import { awaitChange, type Listenable } from '../await-change';
import { leaveGate } from '../http/gate';
import type { QueryOf } from '../http/query';
import type { ByteSource } from './byte-source';
import type { OUTPUT_QUERY } from './output-query';
import { sendBytes } from './send-bytes';

/** How a client that follows learns that there will be no more. */
export interface OutputLife {
  /** Tells of every change that may be the end. */
  readonly feed: Listenable;
  /** Whether nothing more is written. */
  ended(): boolean;
  /** Aborted when the server stops. */
  readonly signal: AbortSignal;
}

/** Answers with captured output as the query wants it; resolves when all is sent or the client has gone. */
export async function sendOutput(
  request: IncomingMessage,
  response: ServerResponse,
  output: ByteSource,
  { tail, from, follow }: QueryOf<typeof OUTPUT_QUERY>,
  { feed, ended, signal }: OutputLife,
): Promise<void> {
  const onHeaders = (): void => leaveGate(request);
  if (!follow) return sendBytes(request, response, output, { tail, from, onHeaders });
  const gone = new AbortController();
  const end = awaitChange(feed, ended, { signal: gone.signal });
  try {
    await sendBytes(request, response, output, { tail, from, follow: { ended: end, signal }, onHeaders });
  } finally {
    gone.abort();
  }
}
