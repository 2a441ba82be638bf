import type { RunState, TaskState } from '#wire/states';

export type AnyState = TaskState | RunState;

/** A sign of its own for each state: colour alone tells nothing to many people. */
export const STATE_SIGNS: Readonly<Record<AnyState, string>> = {
  QUEUED: '○',
  RUNNING: '▶',
  RETRY: '↻',
  PAUSED: '‖',
  COMPLETED: '✓',
  ERRORED: '✗',
  KILLED: '■',
};

/** Of stacked bars and lists of counts: what is done first. */
export const TASK_STATE_ORDER: readonly TaskState[] = ['COMPLETED', 'RUNNING', 'RETRY', 'QUEUED', 'ERRORED', 'KILLED'];

export function stateClass(state: AnyState): string {
  return `state-${state.toLowerCase()}`;
}
