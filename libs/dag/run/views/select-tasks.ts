import type { RunModel } from '../run-model';
import { blockOf, codesOf, type TaskFilter } from './list-tasks';
import { StateScan } from './task-scan';

/** Tasks looked at before it is asked whether others should get their turn. */
const TASKS_AT_ONCE = 2_000;

/** All tasks that pass the filter, ascending. Looks at them in slices, each followed by `breathe`. */
export async function selectTasks(run: RunModel, filter: TaskFilter, breathe: () => Promise<void>): Promise<number[]> {
  const block = blockOf(run, filter.template);
  const found: number[] = [];
  if (!block) return found;
  const options = { ...block, codes: codesOf(filter), descending: false };
  // States change while others have their turn, and a growing run gets new columns: each slice begins anew.
  for (let from = block.first; ;) {
    const scan = new StateScan(run, options, from);
    for (let looked = 0; ; looked++) {
      const task = scan.take();
      if (task === undefined) return found;
      if (looked === TASKS_AT_ONCE) {
        from = task;
        break;
      }
      if (filter.name?.(run.graph.nameOf(task)) ?? true) found.push(task);
    }
    await breathe();
  }
}

/** The tasks that still are in one of the states. */
export function stillIn(run: RunModel, tasks: readonly number[], filter: TaskFilter): readonly number[] {
  const codes = codesOf(filter);
  return codes ? tasks.filter((task) => codes.includes(run.tasks.state[task])) : tasks;
}
