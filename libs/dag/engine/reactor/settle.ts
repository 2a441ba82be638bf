import type { RunEvent } from '../../run/events';
import type { RunModel } from '../../run/run-model';
import { isFinal, TaskCode, type RunState } from '../../run/states';
import type { Plan } from '../plan';

/** Whether anything of the run can still happen by itself. */
export function canProgress(run: RunModel, plan: Plan): boolean {
  return run.running > 0 || plan.readyCount > 0 || plan.resting > 0;
}

/** After every input: the run's end, when nothing can progress any more. */
export function settle(run: RunModel, plan: Plan, now: number): RunEvent | undefined {
  const end = endOf(run, plan);
  return end && end !== run.state ? { type: 'run-state', time: now, state: end } : undefined;
}

function endOf(run: RunModel, plan: Plan): RunState | undefined {
  if (run.tasks.counts[TaskCode.COMPLETED] === run.tasks.count) return 'COMPLETED';
  if (isFinal(run.state)) return undefined;
  if (run.stopping) return run.running === 0 ? 'KILLED' : undefined;
  return canProgress(run, plan) ? undefined : 'ERRORED';
}
