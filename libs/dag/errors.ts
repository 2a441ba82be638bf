import type { Problem } from './spec/problem';

export type ErrorCode =
  | 'invalid-definition'
  | 'invalid-request'
  | 'run-not-found'
  | 'task-not-found'
  | 'attempt-not-found'
  | 'conflict'
  | 'idempotency-mismatch'
  | 'too-large'
  | 'shutting-down'
  | 'store-unavailable'
  | 'store-damaged'
  | 'fenced'
  | 'overloaded'
  | 'runner-unreachable';

/** A refusal that a person can act on. Servers map codes to HTTP statuses in one place. */
export class DaggyError extends Error {
  constructor(
    readonly code: ErrorCode,
    message: string,
    /** Where a document is at fault. */
    readonly problems: readonly Problem[] = [],
  ) {
    super(message);
    this.name = 'DaggyError';
  }
}
