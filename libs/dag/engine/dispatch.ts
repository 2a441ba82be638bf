import type { LoadedRun } from './loaded-run';

/** What can be started now: the best task of a pool over all runs. */
export interface Candidate {
  readonly run: LoadedRun;
  readonly task: number;
}

/** Whether the run may start anything at all. */
export function mayStart({ model }: LoadedRun): boolean {
  return model.state === 'RUNNING' && !model.stopping && model.running < model.maxParallel;
}

/** Higher priority first, then the older run, then submission order. `runs` by ascending id. */
export function bestCandidate(runs: readonly LoadedRun[], pool: string): Candidate | undefined {
  let best: Candidate | undefined;
  let bestPriority = -Infinity;
  for (const run of runs) {
    if (!mayStart(run)) continue;
    const next = run.plan.peek(pool);
    if (!next || next.priority <= bestPriority) continue;
    best = { run, task: next.task };
    bestPriority = next.priority;
  }
  return best;
}
