import { CAUSES, TASK_STATES, type TaskState } from '#wire/states';
import type { TaskColumns } from '#wire/task-columns';

/** For tests: an answer of the API. Tasks are of the template that their names begin with; what is done took 10 ms. */
export function columnsOf(
  tasks: readonly (readonly [name: string, state: TaskState, start?: number])[],
  first = 0,
  taskCount = first + tasks.length,
): TaskColumns {
  const templates = [...new Set(tasks.map(([name]) => templateOf(name)))];
  const done = (state: TaskState): boolean => state === 'COMPLETED' || state === 'ERRORED';
  return {
    first,
    taskCount,
    states: [...TASK_STATES],
    causes: [...CAUSES],
    templates,
    tasks: {
      name: tasks.map(([name]) => name),
      template: tasks.map(([name]) => templates.indexOf(templateOf(name))),
      state: tasks.map(([, state]) => TASK_STATES.indexOf(state)),
      attempts: tasks.map(([, , start]) => (start === undefined ? 0 : 1)),
      startTime: tasks.map(([, , start]) => start ?? null),
      stopTime: tasks.map(([, state, start]) => (done(state) ? (start ?? 0) + 10 : null)),
      rc: tasks.map(([, state]) => (done(state) ? Number(state === 'ERRORED') : null)),
      cause: tasks.map(([, state]) => (done(state) ? 0 : null)),
    },
  };
}

function templateOf(name: string): string {
  return name.split('_')[0];
}
