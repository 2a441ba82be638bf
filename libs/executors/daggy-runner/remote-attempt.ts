import type { AttemptKey, AttemptOrder, Room, StopCause } from '#dag/ports/executor';
import { isReserved, taskVariables } from '../job/task-variables';
import type { Runner } from './runner';
import { readRunnerJob } from './runner-job';
import type { TaskIDs } from './task-ids';

/**
 * `waiting`: no runner has room for it; `placed`: room is kept for it and nothing was sent; `sent`: a request with it may
 * have arrived; `running`: the runner said that it has it; `ended`: it said how it ended, and its output is fetched.
 */
export type Stage = 'waiting' | 'placed' | 'sent' | 'running' | 'ended';

/** An attempt that is not reported yet. */
export interface RemoteAttempt {
  readonly key: AttemptKey;
  readonly taskID: string;
  readonly demand: Room;
  /** JSON text of what a runner is asked to start; empty when it was started by a former owner. */
  readonly request: string;
  stage: Stage;
  /** Undefined while it waits. */
  runner?: Runner;
  stopCause?: StopCause;
}

/** An attempt whose job was checked. */
export function newAttempt(order: AttemptOrder, ids: TaskIDs): RemoteAttempt {
  const { runID, task, attempt, job } = order;
  const key = { runID, task, attempt };
  const taskID = ids.of(key);
  const { environment, workDir, userID, ...rest } = readRunnerJob(job);
  const variables = taskVariables(order);
  for (const variable of environment) if (!isReserved(variable)) variables.push(variable);
  const { cores, memoryMB } = rest;
  const request = { taskID, ...rest, environment: variables, ...(workDir === '' ? {} : { workDir }), userID };
  return { key, taskID, demand: { cores, memoryMB }, request: JSON.stringify(request), stage: 'waiting' };
}

/** An attempt of a former owner, found at a runner. */
export function adoptedAttempt(key: AttemptKey, taskID: string, demand: Room, stopCause?: StopCause): RemoteAttempt {
  return { key, taskID, demand, request: '', stage: 'sent', stopCause };
}
