import type { RunState, TaskState } from '#wire/states';
import type { Colour } from '../output/terminal';

const COLOURS: Readonly<Record<RunState | TaskState, Colour>> = {
  QUEUED: 'grey',
  RUNNING: 'blue',
  RETRY: 'yellow',
  PAUSED: 'yellow',
  COMPLETED: 'green',
  ERRORED: 'red',
  KILLED: 'magenta',
};

export function stateColour(state: RunState | TaskState): Colour {
  return COLOURS[state];
}
