import type { LiveAttempt } from './attempt';
import { hasOthers, isContained, killContained } from './containment';
import { GIVE_UP_AFTER_MS, killMarked } from './strays';

/** Killed processes take a moment to go. */
const CHECK_EVERY_MS = 5;

/**
 * Attempts whose leader has ended while other processes of theirs are still going: what is in their sandbox, or members of
 * their group, which all were sent SIGKILL; and, of those that were stopped, processes that had left the group, which are
 * hunted here.
 */
export class Departures {
  private readonly leaving = new Map<LiveAttempt, number>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    /** Nothing of the attempt is left. */
    private readonly gone: (attempt: LiveAttempt) => void,
    /** Called after one or more have gone. */
    private readonly settled: () => void,
  ) {}

  add(attempt: LiveAttempt): void {
    attempt.family?.kill();
    killContained(attempt);
    this.leaving.set(attempt, Date.now() + GIVE_UP_AFTER_MS);
    this.timer ??= setTimeout(() => this.check(), 0);
  }

  /** To be called when one of their processes was reaped. */
  check(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const strays = this.strays();
    const now = Date.now();
    for (const [attempt, deadline] of this.leaving) {
      const left = hasOthers(attempt) || strays.has(attempt.mark);
      if (left && now < deadline) {
        killContained(attempt);
        continue;
      }
      this.leaving.delete(attempt);
      if (left) attempt.log = 'some of its processes could not be killed';
      this.gone(attempt);
    }
    this.settled();
    if (this.leaving.size > 0) this.timer ??= setTimeout(() => this.check(), CHECK_EVERY_MS);
  }

  /** Marks of stopped attempts that still have strays; those were killed just now. One look at all processes for all. */
  private strays(): Set<string> {
    const marks = new Set<string>();
    for (const attempt of this.leaving.keys()) {
      if ((attempt.stopCause || attempt.unwanted) && !isContained(attempt)) marks.add(attempt.mark);
    }
    return marks.size > 0 ? killMarked(marks) : marks;
  }

  get any(): boolean {
    return this.leaving.size > 0;
  }
}
