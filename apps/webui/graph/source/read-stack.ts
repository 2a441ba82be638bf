import type { TaskState } from '#wire/states';
import { listTasks } from '../../api/tasks';
import type { OpenStack } from '../work/picture';

/** Instances of one template that are shown at most; the table has them all. */
export const MOST_INSTANCES = 10_000;
const PAGE = 1_000;

/** The instances of a template, in order. `states`: what indexes mean. */
export async function readStack(
  runID: number,
  template: string,
  states: readonly TaskState[],
  signal: AbortSignal,
): Promise<OpenStack> {
  const names: string[] = [];
  const state: number[] = [];
  let cursor: string | undefined;
  do {
    const page = await listTasks(runID, { template, limit: PAGE, cursor }, signal);
    for (const task of page.items) {
      names.push(task.name);
      state.push(states.indexOf(task.state));
    }

    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined && names.length < MOST_INSTANCES);
  return { template, names: names.slice(0, MOST_INSTANCES), state: Uint8Array.from(state.slice(0, MOST_INSTANCES)) };
}
