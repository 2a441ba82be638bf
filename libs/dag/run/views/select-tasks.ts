import type { RunModel } from '../run-model';
import { blockOf, codesOf, type TaskFilter } from './list-tasks';
import { StateScan } from './task-scan';
import type { Turns } from './turns';

/** All tasks that pass the filter, ascending. Looks at them in several turns. */
export async function selectTasks(run: RunModel, filter: TaskFilter, turns: Turns): Promise<number[]> {
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
      if (looked > 0 && turns.over()) {
        from = task;
        break;
      }
      if (filter.name?.(run.graph.nameOf(task)) ?? true) found.push(task);
    }
    await turns.next();
  }
}

/** The tasks that still are in one of the states. */
export function stillIn(run: RunModel, tasks: readonly number[], filter: TaskFilter): readonly number[] {
  const codes = codesOf(filter);
  return codes ? tasks.filter((task) => codes.includes(run.tasks.state[task])) : tasks;
}
