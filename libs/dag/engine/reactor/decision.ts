import type { AttemptKey } from '../../ports/executor';
import type { RunEvent } from '../../run/events';
import type { RunModel } from '../../run/run-model';

/** What one input leads to: what happens, and what is asked of executors once that is durable. */
export interface Decision {
  readonly events: readonly RunEvent[];
  /** Attempts to be stopped because somebody wants them killed. */
  readonly stop: readonly AttemptKey[];
  /** Tasks whose state changes, or will when their attempts have been stopped. */
  readonly changed: number;
}

/** The running attempt of a task. */
export function runningAttempt(run: RunModel, task: number): AttemptKey {
  return { runID: run.runID, task, attempt: run.tasks.attempts[task] };
}

/** Numbers of the tasks in a state, ascending. */
export function* tasksIn(run: RunModel, code: number): Iterable<number> {
  const state = run.tasks.state.subarray(0, run.tasks.count);
  for (let task = state.indexOf(code); task >= 0; task = state.indexOf(code, task + 1)) yield task;
}
