import type { RunState, TaskState } from '#wire/states';
import { NOTHING, type View } from '../output/view';
import { stateColour } from './state-colour';

/** What a command changed. */
export interface Change {
  readonly runID: number;
  readonly task?: string;
  /** Then; undefined when several tasks were changed, or the run was removed. */
  readonly state?: RunState | TaskState;
  readonly changed: { readonly tasks: number };
}

export const CHANGE_VIEW: View<Change> = {
  name: ({ runID, task }) => task ?? String(runID),
  columns: [
    { title: 'RUN', right: true, text: ({ runID }) => String(runID) },
    { title: 'TASK', text: ({ task }) => task ?? NOTHING },
    {
      title: 'STATE',
      text: ({ state }) => state ?? NOTHING,
      colour: ({ state }) => (state === undefined ? undefined : stateColour(state)),
    },
    { title: 'TASKS CHANGED', right: true, text: ({ changed }) => String(changed.tasks) },
  ],
};
