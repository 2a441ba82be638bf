import type { Task } from '#wire/task';
import type { Api } from '../api/api';
import { patiently, type Patience } from './patience';
import { exitCodeOfRun } from './run-end';
import { runEvents } from './run-events';

/** The number of the first attempt of a task after `last`, when it has started; undefined when there will be none. */
export async function nextAttempt(
  api: Api,
  runID: number,
  name: string,
  last: number,
  patience: Patience,
): Promise<number | undefined> {
  for await (const heard of runEvents(api, runID, patience)) {
    if (heard.type === 'task' && heard.task !== name) continue;
    const task = await patiently(() => api.task(runID, name), patience);
    const next = task.attempts.find(({ attempt }) => attempt > last);
    if (next !== undefined) return next.attempt;
    if (hasEnded(task)) return undefined;
    const { state } = await patiently(() => api.run(runID), patience);
    if (exitCodeOfRun(state) !== undefined) return undefined;
  }
  return undefined;
}

function hasEnded({ state }: Task): boolean {
  return state === 'COMPLETED' || state === 'ERRORED' || state === 'KILLED';
}
