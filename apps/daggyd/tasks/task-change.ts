import { onCompleteTasks, onKillTasks, onResetTasks, type TasksDecision } from '#dag/engine/reactor/task-commands';
import type { RunModel } from '#dag/run/run-model';
import { invalidRequest } from '#server/http/http-problem';
import type { TaskStateRequest } from '#wire/state-change';

/** What is to become of tasks. */
export interface TaskChange {
  readonly state: TaskStateRequest['state'];
  readonly downstream: boolean;
}

/** Throws a 400 for a change that says something without meaning. */
export function readTaskChange({ state, downstream = false }: TaskStateRequest): TaskChange {
  if (downstream && state !== 'QUEUED') {
    const message = `goes with the state QUEUED only, not with ${state}`;
    throw invalidRequest('The body has a problem', [{ pointer: '/downstream', message }]);
  }
  return { state, downstream };
}

/** `tasks` ascends. Throws `conflict` when the run as a whole does not allow it. */
export function decideTasks(run: RunModel, tasks: readonly number[], change: TaskChange, now: number): TasksDecision {
  switch (change.state) {
    case 'KILLED':
      return onKillTasks(run, tasks, now);
    case 'QUEUED':
      return onResetTasks(run, tasks, change.downstream, now);
    case 'COMPLETED':
      return onCompleteTasks(run, tasks, now);
  }
}
