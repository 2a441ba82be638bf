import { STATUS_CODES } from 'node:http';
import type { ProblemBody, ProblemCode } from '#wire/problem';
import { problemExample } from '#wire/problem';

/** An example of a refusal. */
export function example(status: number, code: ProblemCode, detail: string): ProblemBody {
  return { type: 'about:blank', title: STATUS_CODES[status] ?? 'Error', status, detail, code };
}

/** What a refusal with each status looks like; status -> example. */
export const problemExamples: Readonly<Record<number, ProblemBody>> = {
  400: problemExample,
  401: example(401, 'unauthorized', 'The Authorization header must carry the token of this server'),
  403: example(403, 'forbidden', 'Pages of https://elsewhere.example may not change anything here'),
  404: example(404, 'run-not-found', 'There is no run 42'),
  406: example(406, 'not-acceptable', "The answer is application/json, which the request's Accept header rules out"),
  408: example(408, 'timeout', 'The rest of the body did not arrive'),
  409: example(409, 'conflict', 'Run 42 is COMPLETED and cannot be paused'),
  413: example(413, 'too-large', 'The body is larger than 256 MB'),
  429: example(
    429,
    'overloaded',
    'The unfinished runs take as much memory as they may; submit again when one has ended',
  ),
  415: example(415, 'unsupported-media-type', 'The body must be JSON: Content-Type: application/json'),
  416: example(416, 'range-not-satisfiable', 'The output has 10 bytes; the range begins after them'),
  422: example(422, 'idempotency-mismatch', 'This Idempotency-Key came with another body before'),
  500: example(500, 'internal', "Something went wrong here; the server's log has it under 6f1c7d3e"),
  503: example(503, 'store-unavailable', 'The store cannot be reached; nothing was changed'),
};
