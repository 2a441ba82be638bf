import { createHash } from 'node:crypto';
import type { Schema } from './schema-check';
import { compileCheck } from './schema-check';
import { HttpProblem } from './http/http-problem';

const VERSION = 1;
/** base64url characters of a SHA-256: enough against accidents and guesses, it guards no secret. */
const CHECKSUM_LENGTH = 8;

/**
 * Where the next page of one kind of list begins. `scope` is everything the position depends on besides (which list,
 * its order and filters): a cursor of another scope is refused, so that it cannot skip items silently.
 */
export class CursorCodec<T> {
  private readonly check: ReturnType<typeof compileCheck<T>>;

  constructor(schema: Schema) {
    this.check = compileCheck<T>(schema);
  }

  encode(scope: string, position: T): string {
    const text = JSON.stringify({ v: VERSION, p: position });
    return checksum(scope, text) + Buffer.from(text).toString('base64url');
  }

  /** Throws a 400 for what `encode` did not make for this scope. */
  decode(scope: string, cursor: string): T {
    const text = Buffer.from(cursor.slice(CHECKSUM_LENGTH), 'base64url').toString();
    if (cursor !== checksum(scope, text) + Buffer.from(text).toString('base64url')) throw refusal();
    const { v: version, p: position } = JSON.parse(text) as { v: unknown; p: unknown };
    const checked = this.check(position);
    if (version !== VERSION || !checked.ok) throw refusal();
    return checked.value;
  }
}

function checksum(scope: string, text: string): string {
  return createHash('sha256').update(`${scope.length}:${scope}${text}`).digest('base64url').slice(0, CHECKSUM_LENGTH);
}

function refusal(): HttpProblem {
  const message = 'is not a cursor of this list with this order and these filters; begin again without it';
  return new HttpProblem(400, 'invalid-request', `The query has a problem: /cursor ${message}`, [
    { pointer: '/cursor', message },
  ]);
}
