import { listTasks } from '../api/tasks';

const PAGE = 1000;
/** Of failures that are looked through. */
const MOST_PAGES = 100;

/**
 * The failed task after (`way` 1) or before (-1) another in the order of submission, from the other end when there is none;
 * seen from a task that has not failed: the first or the last one. Undefined: no other task has failed.
 */
export async function otherFailure(runID: number, taskName: string, way: 1 | -1): Promise<string | undefined> {
  const names: string[] = [];
  let cursor: string | null | undefined;
  for (let page = 0; page < MOST_PAGES && cursor !== null; page++) {
    const query = { state: 'ERRORED', limit: PAGE, cursor };
    const { items, nextCursor } = await listTasks(runID, query);
    names.push(...items.map(({ name }) => name));
    cursor = nextCursor;
  }
  return neighbour(names, taskName, way);
}

export function neighbour(names: readonly string[], current: string, way: 1 | -1): string | undefined {
  const place = names.indexOf(current);
  const next = place < 0 ? names.at(way === 1 ? 0 : -1) : names.at((place + way) % names.length);
  return next === current ? undefined : next;
}
