import type { RunEvent, TaskRange } from '../../run/events';
import type { RunModel } from '../../run/run-model';
import { isFinal, TASK_STATES, TaskCode } from '../../run/states';
import { rangesOf } from '../../run/task-ranges';
import { withDownstream } from './downstream';
import { runningAttempt, type Decision } from './decision';
import { notPossible } from './run-commands';

/** A task that a command for several tasks leaves as it is. */
export interface Refusal {
  readonly task: number;
  /** Names the state. */
  readonly reason: string;
}

export interface TasksDecision extends Decision {
  /** The first 1,000 of them. */
  readonly refused: readonly Refusal[];
}

/** So many refusals are told; the tasks of a run may be millions. */
const MOST_REFUSED = 1000;

/** Running attempts are stopped; tasks that wait become KILLED at once; there are no retries. `tasks` ascends. */
export function onKillTasks(run: RunModel, tasks: readonly number[], now: number): TasksDecision {
  const { allowed, refused } = sift(run, tasks, [TaskCode.QUEUED, TaskCode.RUNNING, TaskCode.RETRY], 'be killed');
  const running = allowed.filter((task) => run.tasks.state[task] === TaskCode.RUNNING);
  const waiting = allowed.filter((task) => run.tasks.state[task] !== TaskCode.RUNNING);
  const events: RunEvent[] = running.map((task) => ({ type: 'task-stopping', time: now, task }));
  if (waiting.length > 0) events.push({ type: 'tasks-killed', time: now, tasks: rangesOf(waiting) });
  const stop = running.map((task) => runningAttempt(run, task));
  return { events, stop, changed: allowed.length, refused };
}

/** Queued again with a fresh retry budget, with all that depends on them if asked for; the run runs again. `tasks` ascends. */
export function onResetTasks(run: RunModel, tasks: readonly number[], downstream: boolean, now: number): TasksDecision {
  if (run.stopping) throw notPossible(run, 'queue its tasks again', 'it is being killed');
  const notRunning = [TaskCode.QUEUED, TaskCode.RETRY, TaskCode.COMPLETED, TaskCode.ERRORED, TaskCode.KILLED];
  const { allowed, refused } = sift(run, tasks, notRunning, 'be queued again');
  const reset = downstream ? withDownstream(run, allowed) : allowed;
  const busy = reset.find((task) => run.tasks.state[task] === TaskCode.RUNNING);
  if (busy !== undefined) {
    throw notPossible(
      run,
      'queue these tasks again',
      `${run.graph.nameOf(busy)} depends on them and is RUNNING; kill it first`,
    );
  }
  const changed = reset.filter((task) => run.tasks.state[task] !== TaskCode.QUEUED);
  const events: RunEvent[] = [];
  if (reset.length > 0) events.push({ type: 'tasks-reset', time: now, tasks: rangesOf(reset) });
  if (reset.length > 0 && isFinal(run.state)) events.push({ type: 'run-state', time: now, state: 'QUEUED' });
  return { events, stop: [], changed: changed.length, refused };
}

/** Taken as COMPLETED, so that their dependents can go on. `tasks` ascends. */
export function onCompleteTasks(run: RunModel, tasks: readonly number[], now: number): TasksDecision {
  if (run.stopping) throw notPossible(run, 'complete its tasks', 'it is being killed');
  const waiting = [TaskCode.QUEUED, TaskCode.RETRY, TaskCode.ERRORED, TaskCode.KILLED];
  const { allowed, refused } = sift(run, tasks, waiting, 'be marked COMPLETED');
  const ranges: TaskRange[] = rangesOf(allowed);
  const events: RunEvent[] = ranges.length > 0 ? [{ type: 'tasks-completed', time: now, tasks: ranges }] : [];
  // A killed run stays as it is; one that had failed goes on with what is free now, or is complete.
  if (ranges.length > 0 && run.state === 'ERRORED') events.push({ type: 'run-state', time: now, state: 'QUEUED' });
  return { events, stop: [], changed: allowed.length, refused };
}

function sift(run: RunModel, tasks: readonly number[], states: readonly number[], what: string) {
  const allowed: number[] = [];
  const refused: Refusal[] = [];
  for (const task of tasks) {
    const state = run.tasks.state[task];
    if (states.includes(state)) allowed.push(task);
    else if (refused.length < MOST_REFUSED)
      refused.push({ task, reason: `a task that is ${TASK_STATES[state]} cannot ${what}` });
  }
  return { allowed, refused };
}
