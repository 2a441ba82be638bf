import { createHash } from 'node:crypto';
import type { AttemptKey } from '#dag/ports/executor';
import type { Ownership } from '#dag/ports/ownership';

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
    this.prefix = `daggy-${storeID}-${createHash('sha256').update(pool).digest('hex').slice(0, 8)}-`;
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

  /** Sixteen hexadecimal digits that are this attempt's alone, the same for each owner of the store. */
  mark({ runID, task, attempt }: AttemptKey): string {
    return createHash('sha256').update(`${this.prefix}${runID}-${task}-${attempt}`).digest('hex').slice(0, 16);
  }
}
