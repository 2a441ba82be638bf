import { createHash } from 'node:crypto';
import type { AttemptKey } from '#dag/ports/executor';
import type { Ownership } from '#dag/ports/ownership';

/**
 * The ids that the attempts of a store's pool have at runners, each for ever: `<store>-<pool>-<run>-<task>-<attempt>-<token>`.
 * The owner's token is in it because a runner starts no id again that it was told to forget: a store that was put back to an
 * earlier state may start an attempt of the same key again.
 */
export class TaskIDs {
  /** Every id begins so. Pool names are free text, so a hash stands for them. */
  readonly prefix: string;

  private readonly token: number;

  constructor({ storeID, fencingToken }: Ownership, pool: string) {
    this.token = fencingToken;
    this.prefix = `${storeID}-${createHash('sha256').update(pool).digest('hex').slice(0, 8)}-`;
  }

  /** `token`: of the owner that sends it first. */
  of({ runID, task, attempt }: AttemptKey, token = this.token): string {
    return `${this.prefix}${runID}-${task}-${attempt}-${token}`;
  }

  /** The attempt that an id names, and the owner that sent it first; undefined when it is none of these. */
  read(taskID: string): { readonly key: AttemptKey; readonly token: number } | undefined {
    const numbers = /^(\d+)-(\d+)-(\d+)-(\d+)$/.exec(taskID.slice(this.prefix.length));
    if (!taskID.startsWith(this.prefix) || !numbers) return undefined;
    const [runID, task, attempt, token] = numbers.slice(1).map(Number);
    return { key: { runID, task, attempt }, token };
  }
}

/** The same text for every object that names the same attempt. */
export function textOf({ runID, task, attempt }: AttemptKey): string {
  return `${runID}/${task}/${attempt}`;
}
