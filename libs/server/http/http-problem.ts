import { STATUS_CODES } from 'node:http';
import type { DaggyError, ErrorCode } from '#dag/errors';
import type { Problem } from '#dag/spec/problem';
import type { ProblemBody, ProblemCode } from '#wire/problem';

/** A refusal with everything its answer needs. */
export class HttpProblem extends Error {
  constructor(
    readonly status: number,
    readonly code: ProblemCode,
    message: string,
    readonly errors: readonly Problem[] = [],
    readonly headers: Readonly<Record<string, string>> = {},
    /** Further members of the answer. */
    readonly members: Pick<ProblemBody, 'free'> = {},
  ) {
    super(message);
    this.name = 'HttpProblem';
  }
}

/** `errors` of a request's query or body, with the first ones said in the message. */
export function invalidRequest(what: string, errors: readonly Problem[]): HttpProblem {
  const shown = errors.slice(0, 3).map(({ pointer, message }) => (pointer === '' ? message : `${pointer} ${message}`));
  const more = errors.length > shown.length ? ` (and ${errors.length - shown.length} more)` : '';
  return new HttpProblem(400, 'invalid-request', `${what}: ${shown.join('; ')}${more}`, errors);
}

const STATUS_OF: Readonly<Record<ErrorCode, number>> = {
  'invalid-definition': 400,
  'invalid-request': 400,
  'run-not-found': 404,
  'task-not-found': 404,
  'attempt-not-found': 404,
  conflict: 409,
  'idempotency-mismatch': 422,
  'too-large': 413,
  'shutting-down': 503,
  'store-unavailable': 503,
  'store-damaged': 500,
  fenced: 503,
  overloaded: 429,
  'runner-unreachable': 503,
};

export function fromDaggyError(error: DaggyError): HttpProblem {
  const status = STATUS_OF[error.code];
  const headers: Record<string, string> = status === 503 || status === 429 ? { 'Retry-After': '5' } : {};
  return new HttpProblem(status, error.code, error.message, error.problems, headers);
}

export function problemBody(problem: HttpProblem): ProblemBody {
  return {
    type: 'about:blank',
    title: STATUS_CODES[problem.status] ?? 'Error',
    status: problem.status,
    detail: problem.message,
    code: problem.code,
    ...(problem.errors.length > 0
      ? { errors: problem.errors.map(({ pointer, message }) => ({ pointer, message })) }
      : {}),
    ...problem.members,
  };
}
