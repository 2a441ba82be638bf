import type { IncomingMessage, ServerResponse } from 'node:http';
import { HttpProblem } from '../http/http-problem';
import { readRange, type Span } from './byte-range';
import { type ByteSource, CHUNK } from './byte-source';
import { followBytes, type FollowOptions } from './follow';
import { ResponseWriter } from './response-writer';
import { tailStart } from './tail';

export interface SendOptions {
  /** Only the last so many lines. */
  readonly tail?: number;
  /** Begins at this byte; behind the end there is nothing, until a follower gets there. */
  readonly from?: number;
  /** Goes on with what is written later. A Range header is then not obeyed, as RFC 9110 allows. */
  readonly follow?: FollowOptions;
  /** Called when the headers are sent; the rest needs no place among the requests that are handled. */
  readonly onHeaders?: () => void;
}

/**
 * Answers a GET or HEAD with the bytes of a source: 200, 206 for one range, 416 beyond the end. Resolves when all is
 * sent or the client has gone.
 */
export async function sendBytes(
  request: IncomingMessage,
  response: ServerResponse,
  source: ByteSource,
  options: SendOptions = {},
): Promise<void> {
  const { tail, from, follow } = options;
  const header = request.headers.range;
  if ([tail, from, header].filter((each) => each !== undefined).length > 1) {
    throw new HttpProblem(400, 'invalid-request', 'Give one of a Range header, tail and from');
  }
  const size = await source.size();
  const start = tail === undefined ? (from ?? 0) : await tailStart(source, size, tail);
  const whole: Span = { start, end: Math.max(start, size) };
  response.setHeader('Content-Type', 'text/plain; charset=utf-8');
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('Cache-Control', 'no-store');
  if (follow !== undefined) {
    response.setHeader('Accept-Ranges', 'none');
    await answer(request, response, options, (writer) => followBytes(source, whole, writer, follow));
    return;
  }
  response.setHeader('Accept-Ranges', 'bytes');
  // There are no validators, so that a condition on one never holds.
  const range =
    start > 0 || tail !== undefined || request.headers['if-range'] !== undefined ? 'all' : readRange(header, size);
  if (range === 'beyond') {
    const message = `There are ${size} bytes; the range begins after them`;
    throw new HttpProblem(416, 'range-not-satisfiable', message, [], { 'Content-Range': `bytes */${size}` });
  }
  const span = range === 'all' ? whole : range;
  if (range !== 'all') {
    response.statusCode = 206;
    response.setHeader('Content-Range', `bytes ${span.start}-${span.end - 1}/${size}`);
  }
  response.setHeader('Content-Length', span.end - span.start);
  await answer(request, response, options, (writer) => copy(source, span, writer));
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  options: SendOptions,
  write: (writer: ResponseWriter) => Promise<void>,
): Promise<void> {
  response.flushHeaders();
  options.onHeaders?.();
  if (request.method !== 'HEAD') {
    try {
      await write(new ResponseWriter(response));
    } catch {
      // The headers have promised more: a connection that breaks off is the only way left to say that it is not all.
      response.destroy();
      return;
    }
  }
  response.end();
}

async function copy(source: ByteSource, span: Span, writer: ResponseWriter): Promise<void> {
  for (let at = span.start; at < span.end && !writer.closed;) {
    const chunk = await source.read(at, Math.min(at + CHUNK, span.end));
    if (chunk.length === 0) throw new Error('the output has become shorter');
    at += chunk.length;
    await writer.write(chunk);
  }
}
