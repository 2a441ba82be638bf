import type { RunSummary } from '#wire/run';
import { TASK_STATES, type TaskCounts } from '#wire/states';
import { localTime, span } from '../output/times';
import { NOTHING, type View } from '../output/view';
import { stateColour } from './state-colour';

export const RUN_VIEW: View<RunSummary> = {
  name: ({ runID }) => String(runID),
  columns: [
    { title: 'RUN', right: true, text: ({ runID }) => String(runID) },
    { title: 'STATE', text: ({ state }) => state, colour: ({ state }) => stateColour(state) },
    { title: 'DONE', right: true, text: ({ taskCounts, taskCount }) => `${taskCounts.COMPLETED}/${taskCount}` },
    { title: 'FAILED', right: true, text: ({ taskCounts }) => String(taskCounts.ERRORED + taskCounts.KILLED) },
    { title: 'SUBMITTED', text: ({ submitTime }) => localTime(submitTime) },
    { title: 'TOOK', right: true, text: ({ startTime, stopTime }) => span(startTime, stopTime) },
    { title: 'STARTED', wide: true, text: ({ startTime }) => localTime(startTime) },
    { title: 'STOPPED', wide: true, text: ({ stopTime }) => localTime(stopTime) },
    { title: 'POOL', wide: true, text: ({ pool }) => pool },
    { title: 'TASKS', wide: true, text: ({ taskCounts }) => countsInWords(taskCounts) },
    { title: 'TAG', text: ({ tag }) => tag || NOTHING },
  ],
};

/** One run, line by line. */
export function runDetails(run: RunSummary): readonly (readonly [string, string])[] {
  return [
    ['Run', String(run.runID)],
    ['Tag', run.tag || NOTHING],
    ['State', run.state],
    ['Tasks', `${run.taskCount}: ${countsInWords(run.taskCounts)}`],
    ['Pool', run.pool],
    ['Submitted', localTime(run.submitTime)],
    ['Started', localTime(run.startTime)],
    ['Stopped', localTime(run.stopTime)],
    ['Last update', localTime(run.lastUpdate)],
    ['Took', span(run.startTime, run.stopTime)],
  ];
}

/** `3 QUEUED, 1 RUNNING`: states that tasks are in. */
export function countsInWords(counts: TaskCounts): string {
  const present = TASK_STATES.filter((state) => counts[state] > 0);
  return present.map((state) => `${counts[state]} ${state}`).join(', ') || 'none';
}
