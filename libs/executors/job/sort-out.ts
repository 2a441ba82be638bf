import type { AttemptOrder, FinishedAttempt } from '#dag/ports/executor';
import type { JobCheck } from '#dag/spec/rules';
import { rejectedAttempt } from '../results';

/**
 * Tells orders that can be started from those whose job is wrong, with the results of these. Not every instance of a large
 * task is tried out when a run is submitted.
 */
export function sortOut(
  orders: readonly AttemptOrder[],
  check: JobCheck,
): { readonly good: readonly AttemptOrder[]; readonly rejected: readonly FinishedAttempt[] } {
  const good: AttemptOrder[] = [];
  const rejected: FinishedAttempt[] = [];
  for (const order of orders) {
    const problems = check(order.job);
    if (problems.length === 0) good.push(order);
    else rejected.push(rejectedAttempt(order, problems));
  }
  return { good, rejected };
}
