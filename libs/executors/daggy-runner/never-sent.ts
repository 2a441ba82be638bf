import type { AttemptOrder } from '#dag/ports/executor';
import type { RunnerLink } from './runner-link';
import { type TaskIDs, textOf } from './task-ids';

/**
 * Those of the orders, by key, that were never started at any of the runners by any of these owners. That a runner has
 * nothing of an attempt is not enough: it may have ended there and been forgotten. Rejects with a RunnerError.
 */
export async function neverSent(
  orders: Iterable<AttemptOrder>,
  senders: readonly number[],
  ids: TaskIDs,
  links: Iterable<RunnerLink>,
): Promise<Set<string>> {
  const unsent = new Set<string>();
  const taskIDs: string[] = [];
  for (const order of orders) {
    unsent.add(textOf(order));
    for (const token of senders) taskIDs.push(ids.of(order, token));
  }
  const started = await Promise.all(Array.from(links, (link) => link.everStarted(taskIDs)));
  for (const taskID of started.flat()) {
    const named = ids.read(taskID);
    if (named) unsent.delete(textOf(named.key));
  }
  return unsent;
}
