import type { RunEvent, TaskRange } from './events';
import type { Cause } from './outcome';
import type { RunModel } from './run-model';
import type { RunState, TaskState } from './states';

/** A state change as the outside is told of it. `time` in ms since the epoch. */
export type Change =
  | { readonly type: 'run'; readonly time: number; readonly runID: number; readonly state: RunState }
  | { readonly type: 'run-removed'; readonly time: number; readonly runID: number }
  | {
      readonly type: 'task';
      readonly time: number;
      readonly runID: number;
      readonly task: string;
      readonly state: TaskState;
      readonly attempt: number;
      readonly rc?: number;
      readonly cause?: Cause;
    }
  /** The same for many at once, not named one by one. */
  | {
      readonly type: 'tasks';
      readonly time: number;
      readonly runID: number;
      readonly state: TaskState;
      readonly count: number;
    }
  | {
      readonly type: 'tasks-added';
      readonly time: number;
      readonly runID: number;
      readonly task: string;
      readonly count: number;
    };

/** Up to so many tasks of one event are named one by one. */
const MOST_NAMED = 100;

/** What an event that was applied to the run changed, for those who watch. */
export function changesOf(run: RunModel, event: RunEvent): Change[] {
  const { runID } = run;
  const { time } = event;
  switch (event.type) {
    case 'submitted':
      return [{ type: 'run', time, runID, state: 'QUEUED' }];
    case 'run-state':
      return [{ type: 'run', time, runID, state: event.state }];
    case 'attempt-started':
      return [
        { type: 'task', time, runID, task: run.graph.nameOf(event.task), state: 'RUNNING', attempt: event.attempt },
      ];
    case 'attempt-finished': {
      const { outcome } = event.result;
      const rc = 'rc' in outcome ? outcome.rc : undefined;
      const task = run.graph.nameOf(event.task);
      return [
        { type: 'task', time, runID, task, state: event.next.state, attempt: event.attempt, rc, cause: outcome.cause },
      ];
    }
    case 'tasks-added': {
      const count = run.addedBy.get(event.generator) ?? 0;
      return [{ type: 'tasks-added', time, runID, task: run.graph.nameOf(event.generator), count }];
    }
    case 'tasks-reset':
      return changedTogether(run, event.tasks, 'QUEUED', time);
    case 'tasks-killed':
      return changedTogether(run, event.tasks, 'KILLED', time);
    case 'tasks-completed':
      return changedTogether(run, event.tasks, 'COMPLETED', time);
    case 'run-stopping':
    case 'task-stopping':
      return [];
  }
}

function changedTogether(run: RunModel, ranges: readonly TaskRange[], state: TaskState, time: number): Change[] {
  const { runID } = run;
  const count = ranges.reduce((sum, [first, last]) => sum + last - first + 1, 0);
  if (count > MOST_NAMED) return [{ type: 'tasks', time, runID, state, count }];
  return ranges.flatMap(([first, last]) =>
    Array.from({ length: last - first + 1 }, (_, i): Change => {
      const task = first + i;
      return { type: 'task', time, runID, task: run.graph.nameOf(task), state, attempt: run.tasks.attempts[task] };
    }),
  );
}
