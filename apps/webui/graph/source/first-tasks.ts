import { listTasks } from '../../api/tasks';
import type { Query } from '../../api/request';

/** Names of the first tasks of a run that a filter lets through, at most so many. */
export async function firstTasks(
  runID: number,
  filter: Query,
  most: number,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const names: string[] = [];
  let cursor: string | undefined;
  // A page with a filter may be empty and not the last one.
  do {
    const page = await listTasks(runID, { ...filter, limit: most - names.length, cursor }, signal);
    names.push(...page.items.map(({ name }) => name));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined && names.length < most);
  return names;
}
