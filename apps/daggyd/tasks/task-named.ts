import type { LoadedRun } from '#dag/engine/loaded-run';
import { DaggyError } from '#dag/errors';

/** The number of a task. Throws `task-not-found`. */
export function taskNamed({ model }: LoadedRun, name: string): number {
  const task = model.graph.find(name);
  if (task === undefined) {
    throw new DaggyError('task-not-found', `Run ${model.runID} has no task ${JSON.stringify(name.slice(0, 256))}.`);
  }
  return task;
}
