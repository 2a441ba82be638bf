import { readGeneratedTasks } from '../spec/read-generated-tasks';
import { TRUSTED } from '../spec/rules';
import type { AttemptFinished, RunEvent, TaskRange } from './events';
import type { RunModel } from './run-model';
import { isFinal, TaskCode, type RunState } from './states';

/**
 * Applies one event to a run. The only place that changes a run: live operation, recovery and views share it. It trusts
 * the event: whether something may happen is decided before it is recorded.
 */
export function applyEvent(run: RunModel, event: RunEvent): void {
  run.lastUpdate = event.time;
  switch (event.type) {
    case 'submitted':
      run.submitTime = event.time;
      return;
    case 'run-state':
      return enterState(run, event.state, event.time);
    case 'run-stopping':
      run.stopping = true;
      return;
    case 'tasks-added':
      return addGenerated(run, event.generator, event.document);
    case 'attempt-started':
      return startAttempt(run, event.task, event.attempt, event.time);
    case 'attempt-finished':
      return finishAttempt(run, event);
    case 'task-stopping':
      run.stoppingTasks.add(event.task);
      return;
    case 'tasks-reset':
      return forEachTask(event.tasks, (task) => {
        run.tasks.failures[task] = 0;
        run.tasks.losses[task] = 0;
        run.setTask(task, TaskCode.QUEUED);
      });
    case 'tasks-killed':
      return forEachTask(event.tasks, (task) => run.setTask(task, TaskCode.KILLED));
    case 'tasks-completed':
      return forEachTask(event.tasks, (task) => run.setTask(task, TaskCode.COMPLETED));
    default:
      event satisfies never;
  }
}

function enterState(run: RunModel, state: RunState, time: number): void {
  run.state = state;
  if (state === 'RUNNING') run.startTime ??= time;
  run.stopTime = isFinal(state) ? time : undefined;
  if (isFinal(state)) run.stopping = false;
}

function addGenerated(run: RunModel, generator: number, document: string): void {
  const added = readGeneratedTasks(document, run.growing, TRUSTED);
  if (!added.ok)
    throw new Error(
      `run ${run.runID}: recorded tasks of ${run.graph.nameOf(generator)} do not fit: ${added.problems[0].message}`,
    );
  run.addTasks(added.value.tasks, added.value.edges, generator);
}

function startAttempt(run: RunModel, task: number, attempt: number, time: number): void {
  const { attempts, lastAttempt } = run.tasks;
  attempts[task] = attempt;
  lastAttempt[task] = run.attempts.start(task, attempt, time, lastAttempt[task]);
  run.setTask(task, TaskCode.RUNNING);
}

function finishAttempt(run: RunModel, { task, result, next }: AttemptFinished): void {
  const { failures, losses, lastAttempt } = run.tasks;
  const cause = result.outcome.cause;
  run.attempts.finish(lastAttempt[task], result);
  losses[task] = cause === 'lost' ? losses[task] + 1 : 0;
  // A lost attempt does not use up the retries, and one that was stopped on purpose is nobody's failure.
  if (next.state !== 'COMPLETED' && cause !== 'lost' && cause !== 'killed') failures[task]++;
  run.setTask(task, TaskCode[next.state]);
  if (next.state === 'RETRY') run.retryTimes.set(task, next.retryAt);
}

function forEachTask(ranges: readonly TaskRange[], visit: (task: number) => void): void {
  for (const [first, last] of ranges) {
    for (let task = first; task <= last; task++) visit(task);
  }
}
