import type { RunModel } from '#dag/run/run-model';
import { CAUSES } from '#dag/run/outcome';
import { TASK_STATES } from '#dag/run/states';
import type { TaskColumns } from '#wire/task-columns';

/** Tasks `first` to `end` (not with it) of a run. */
export function presentColumns({ graph, tasks, attempts }: RunModel, first: number, end: number): TaskColumns {
  /** Template index -> place in `templates`. */
  const places = new Map<number, number>();
  const templates: string[] = [];
  const columns: TaskColumns['tasks'] = {
    name: [],
    template: [],
    state: [],
    attempts: [],
    startTime: [],
    stopTime: [],
    rc: [],
    cause: [],
  };
  for (let task = first; task < end; task++) {
    const { index, spec } = graph.templateOf(task);
    let place = places.get(index);
    if (place === undefined) {
      place = templates.push(spec.name) - 1;
      places.set(index, place);
    }
    const row = tasks.lastAttempt[task];
    const last = row < 0 ? undefined : attempts.at(row);
    columns.name.push(graph.nameOf(task));
    columns.template.push(place);
    columns.state.push(tasks.state[task]);
    columns.attempts.push(tasks.attempts[task]);
    columns.startTime.push(last?.startTime ?? null);
    columns.stopTime.push(last?.stopTime ?? null);
    columns.rc.push(last?.rc ?? null);
    columns.cause.push(last?.cause === undefined ? null : CAUSES.indexOf(last.cause));
  }
  return { first, taskCount: tasks.count, states: [...TASK_STATES], causes: [...CAUSES], templates, tasks: columns };
}
