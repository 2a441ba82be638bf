import { instanceName } from '../expand/instances';
import { renderJob } from '../expand/render-job';
import type { AttemptOrder } from '../ports/executor';
import type { LoadedRun } from './loaded-run';

/** The order for a task's current attempt. */
export function currentOrder(run: LoadedRun, task: number): AttemptOrder {
  return orderOf(run, task, run.model.tasks.attempts[task]);
}

/** The order for the attempt that a task has not begun. */
export function nextOrder(run: LoadedRun, task: number): AttemptOrder {
  return orderOf(run, task, run.model.tasks.attempts[task] + 1);
}

function orderOf({ model }: LoadedRun, task: number, attempt: number): AttemptOrder {
  const template = model.graph.templateOf(task);
  return {
    runID: model.runID,
    task,
    attempt,
    taskName: instanceName(template, task - template.first),
    template: template.spec.name,
    job: renderJob(template, task - template.first),
  };
}
