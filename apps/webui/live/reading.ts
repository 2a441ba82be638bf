import type { ProblemCode } from '#wire/problem';
import { Refused } from '../api/request';

/** Between two readings that events ask for, from start to start. */
export const REST_MS = 1_000;
const MISSING: ReadonlySet<ProblemCode> = new Set(['run-not-found', 'task-not-found']);

/** Reads one part of a page, never twice at the same time. */
export class Reading {
  /** When the last reading that succeeded began, milliseconds since 1970; 0: none has. */
  at = 0;
  /** Whether the last one failed. */
  failed = false;
  /** Whether the last answer was that there is no such run or task. */
  missing = false;
  private current: Promise<void> | undefined;
  private next: Promise<void> | undefined;
  private due: ReturnType<typeof setTimeout> | undefined;
  private restsUntil = 0;

  constructor(private readonly read: () => Promise<void>) {}

  /** Resolves after a reading that began later than this call; whoever asks while one is under way shares the next. */
  again(): Promise<void> {
    clearTimeout(this.due);
    this.due = undefined;
    if (this.current === undefined) return this.begin();
    this.next ??= this.current.then(() => {
      this.next = undefined;
      return this.begin();
    });
    return this.next;
  }

  /**
   * The same for events: however many there are, it is read once in REST_MS, and it rests for as long as it takes.
   * `done` is called after the reading.
   */
  soon(done: () => void): void {
    if (this.due !== undefined || this.next !== undefined) return;
    const wait = this.current === undefined ? this.restsUntil - Date.now() : REST_MS;
    this.due = setTimeout(
      () => {
        this.due = undefined;
        // One that takes long is waited for, and rested after.
        if (this.current !== undefined || this.restsUntil > Date.now()) this.soon(done);
        else void this.again().then(done);
      },
      Math.max(0, wait),
    );
  }

  close(): void {
    clearTimeout(this.due);
    this.due = undefined;
  }

  private begin(): Promise<void> {
    const start = Date.now();
    this.current = this.read()
      .then(
        () => {
          this.at = start;
          this.failed = false;
          this.missing = false;
        },
        (error: unknown) => {
          this.failed = true;
          this.missing = error instanceof Refused && MISSING.has(error.problem.code);
        },
      )
      .finally(() => {
        this.current = undefined;
        const took = Date.now() - start;
        this.restsUntil = start + Math.max(REST_MS, 2 * took);
      });
    return this.current;
  }
}
