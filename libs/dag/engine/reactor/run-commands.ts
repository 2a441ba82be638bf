import { DaggyError } from '../../errors';
import type { RunEvent } from '../../run/events';
import type { RunModel } from '../../run/run-model';
import { isFinal, TaskCode } from '../../run/states';
import { rangesOf } from '../../run/task-ranges';
import type { Plan } from '../plan';
import { runningAttempt, tasksIn, type Decision } from './decision';
import { canProgress } from './settle';

/** No new starts; what runs is stopped; what waits for a retry never gets it. */
export function onKillRun(run: RunModel, now: number): Decision {
  if (isFinal(run.state)) throw notPossible(run, 'kill it', 'it has ended already');
  const running = [...tasksIn(run, TaskCode.RUNNING)];
  const retrying = [...tasksIn(run, TaskCode.RETRY)];
  const events: RunEvent[] = [{ type: 'run-stopping', time: now }];
  if (retrying.length > 0) events.push({ type: 'tasks-killed', time: now, tasks: rangesOf(retrying) });
  const stop = running.map((task) => runningAttempt(run, task));
  return { events, stop, changed: running.length + retrying.length };
}

/** No new starts; what runs goes on. */
export function onPauseRun(run: RunModel, now: number): Decision {
  if (isFinal(run.state)) throw notPossible(run, 'pause it', 'it has ended already');
  if (run.stopping) throw notPossible(run, 'pause it', 'it is being killed');
  if (run.state === 'PAUSED') throw notPossible(run, 'pause it', 'it is paused already');
  return { events: [{ type: 'run-state', time: now, state: 'PAUSED' }], stop: [], changed: 0 };
}

/** Back into the line of runs that wait to run; it goes on at once when there is room for one more. */
export function onResumeRun(run: RunModel, now: number): Decision {
  if (run.state !== 'PAUSED') throw notPossible(run, 'resume it', 'only a PAUSED run can be resumed');
  if (run.stopping) throw notPossible(run, 'resume it', 'it is being killed');
  return { events: [{ type: 'run-state', time: now, state: 'QUEUED' }], stop: [], changed: 0 };
}

/** Every ERRORED and KILLED task is queued again; COMPLETED ones are kept. */
export function onRetryRun(run: RunModel, plan: Plan, now: number): Decision {
  if (run.state !== 'ERRORED' && run.state !== 'KILLED') {
    throw notPossible(run, 'retry it', 'only an ERRORED or KILLED run can be retried');
  }
  const failed = [...tasksIn(run, TaskCode.ERRORED), ...tasksIn(run, TaskCode.KILLED)].sort((a, b) => a - b);
  if (failed.length === 0 && !canProgress(run, plan)) {
    throw notPossible(
      run,
      'retry it',
      'no task is ERRORED or KILLED and none could start, so that nothing would change',
    );
  }
  const events: RunEvent[] = [];
  if (failed.length > 0) events.push({ type: 'tasks-reset', time: now, tasks: rangesOf(failed) });
  events.push({ type: 'run-state', time: now, state: 'QUEUED' });
  return { events, stop: [], changed: failed.length };
}

/** A command that the run's state does not allow. */
export function notPossible(run: RunModel, what: string, why: string): DaggyError {
  return new DaggyError('conflict', `Run ${run.runID} is ${run.state}: cannot ${what}, ${why}.`);
}
