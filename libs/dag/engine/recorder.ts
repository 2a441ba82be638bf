import type { RunEvent } from '../run/events';
import type { Admission } from './admission';
import type { Alarms } from './alarms';
import type { Journal } from './journal';
import type { LoadedRun } from './loaded-run';
import type { Pools } from './pools';

/**
 * The one way in which something happens: the event is applied, put into the journal, and the engine's own books
 * (pools, alarms, admission), which follow from the runs, are brought up to date.
 */
export class Recorder {
  constructor(
    private readonly journal: Journal,
    private readonly pools: Pools,
    private readonly alarms: Alarms,
    private readonly admission: Admission,
  ) {}

  record(run: LoadedRun, event: RunEvent, document?: string): void {
    run.apply(event);
    this.journal.add(run, event, document);
    switch (event.type) {
      case 'attempt-started':
        return this.attemptRuns(run, event.task);
      case 'attempt-finished': {
        const pool = this.pools.get(poolOf(run, event.task));
        if (pool) pool.running--;
        if (event.next.state === 'RETRY') this.retryWaits(run, event.task);
        return;
      }
      case 'submitted':
        return this.admission.entered(run, 'QUEUED');
      case 'run-state':
        return this.admission.entered(run, event.state);
      default:
        return;
    }
  }

  /** After a restart: enters what the run's events, folded from the store, say. */
  takeUp(run: LoadedRun): void {
    const { model } = run;
    this.admission.entered(run, model.state);
    for (const task of model.retryTimes.keys()) this.retryWaits(run, task);
  }

  /** An attempt is under way: counts it, and watches its time. */
  attemptRuns(run: LoadedRun, task: number): void {
    const { model } = run;
    const pool = this.pools.get(poolOf(run, task));
    if (pool) pool.running++;
    const { timeoutSeconds } = model.graph.templateOf(task).spec;
    if (timeoutSeconds === undefined) return;
    const startTime = model.lastAttemptOf(task)?.startTime ?? 0;
    const time = startTime + timeoutSeconds * 1000;
    this.alarms.set({ kind: 'timeout', time, runID: model.runID, task, attempt: model.tasks.attempts[task] });
  }

  private retryWaits({ model }: LoadedRun, task: number): void {
    const time = model.retryTimes.get(task) ?? 0;
    this.alarms.set({ kind: 'retry', time, runID: model.runID, task });
  }
}

export function poolOf({ model }: LoadedRun, task: number): string {
  return model.graph.templateOf(task).spec.pool;
}
