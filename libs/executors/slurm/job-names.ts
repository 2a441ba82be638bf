import { createHash } from 'node:crypto';
import type { AttemptKey } from '#dag/ports/executor';
import type { Ownership } from '#dag/ports/ownership';
import { keyText } from '../process/protocol';

/** The attempt that a job's name tells, and the owner that submitted it. */
export interface NamedAttempt extends AttemptKey {
  readonly token: number;
}

/**
 * The names of a pool's jobs: `daggy-<store>-<pool>-<run>-<task>-<attempt>-<token>`. By them jobs are found again whose ids
 * nobody has recorded, and told from others that have got the same id.
 */
export class JobNames {
  /** Every name begins so. Pool names are free text, so a hash stands for them. */
  readonly prefix: string;

  constructor(
    { storeID, fencingToken }: Ownership,
    pool: string,
    readonly token = fencingToken,
  ) {
    this.prefix = `daggy-${storeID}-${hash(pool, 8)}-`;
  }

  of({ runID, task, attempt }: AttemptKey): string {
    return `${this.prefix}${runID}-${task}-${attempt}-${this.token}`;
  }

  /** Undefined for a name that is none of these. */
  read(name: string): NamedAttempt | undefined {
    const numbers = /^(\d+)-(\d+)-(\d+)-(\d+)$/.exec(name.slice(this.prefix.length));
    if (!name.startsWith(this.prefix) || !numbers) return undefined;
    const [runID, task, attempt, token] = numbers.slice(1).map(Number);
    return { runID, task, attempt, token };
  }

  /** The attempt that a name tells, as `keyText` gives it; undefined for a name that is none of these. */
  textOf(name: string): string | undefined {
    const named = this.read(name);
    return named && keyText(named.runID, named.task, named.attempt);
  }

  /** Hexadecimal digits that are this attempt's alone, the same for each owner of the store: eight of the pool, and sixteen. */
  mark({ runID, task, attempt }: AttemptKey): string {
    return hash(this.prefix, 8) + hash(`${this.prefix}${runID}-${task}-${attempt}`, 16);
  }

  /** Whether a text ends with the mark of an attempt of the pool. */
  isMarked(text: string): boolean {
    return /[0-9a-f]{24}$/.test(text) && text.slice(-24).startsWith(hash(this.prefix, 8));
  }
}

function hash(text: string, digits: number): string {
  return createHash('sha256').update(text).digest('hex').slice(0, digits);
}
