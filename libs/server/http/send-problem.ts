import type { IncomingMessage, ServerResponse } from 'node:http';
import { type HttpProblem, problemBody } from './http-problem';

/** How long the rest of a refused body is read and thrown away, so that its sender gets to see the answer. */
const LINGER_MS = 1_000;

/**
 * Answers with application/problem+json. When the request's body has not been read, the connection ends with the
 * answer: the answer is complete at once, and the socket is closed when the sender has stopped or the linger is over.
 * (Closing it at once would reset it, and the sender would see a broken pipe instead of the reason.)
 */
export function sendProblem(request: IncomingMessage, response: ServerResponse, problem: HttpProblem): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const body = Buffer.from(JSON.stringify(problemBody(problem)));
  for (const name of response.getHeaderNames()) {
    if (/^(content-(type|length|range|disposition)|etag|last-modified|accept-ranges)$/.test(name))
      response.removeHeader(name);
  }
  response.statusCode = problem.status;
  response.setHeader('Content-Type', 'application/problem+json; charset=utf-8');
  response.setHeader('Content-Length', body.length);
  response.setHeader('Cache-Control', 'no-store');
  for (const [name, value] of Object.entries(problem.headers)) response.setHeader(name, value);
  const unread = !request.complete && hasBody(request);
  if (unread) response.setHeader('Connection', 'close');
  if (request.method === 'HEAD' || !unread) {
    response.end(request.method === 'HEAD' ? undefined : body);
    return;
  }
  response.write(body);
  const end = () => {
    clearTimeout(timer);
    response.end();
  };
  const timer = setTimeout(end, LINGER_MS);
  request.once('end', end).once('close', end);
  request.resume();
}

function hasBody(request: IncomingMessage): boolean {
  const length = request.headers['content-length'];
  return request.headers['transfer-encoding'] !== undefined || (length !== undefined && length !== '0');
}
