import type { TimedAttempt } from './attempt-log';
import type { Waits } from './waits';

/**
 * The attempts that the run took so long for, first to last: from the one that ended last back, each time to the attempt
 * that it waited for longest. `now`: end of those that run.
 */
export function criticalPath(attempts: readonly TimedAttempt[], { after }: Waits, now: number): readonly number[] {
  let last = -1;
  let end = -Infinity;
  attempts.forEach(({ stop = now }, index) => {
    if (stop > end) [last, end] = [index, stop];
  });
  const path: number[] = [];
  const seen = new Set<number>();
  // Equal times may make attempts follow each other in a circle.
  for (let at = last; at >= 0 && !seen.has(at); at = after[at] ?? -1) {
    seen.add(at);
    path.push(at);
  }
  return path.reverse();
}
