/** In the order of their codes: a task's state is stored as the index into this list. */
export const TASK_STATES = ['QUEUED', 'RUNNING', 'RETRY', 'COMPLETED', 'ERRORED', 'KILLED'] as const;
export type TaskState = (typeof TASK_STATES)[number];

/** Index into TASK_STATES, for typed arrays. */
export const TaskCode = {
  QUEUED: 0,
  RUNNING: 1,
  RETRY: 2,
  COMPLETED: 3,
  ERRORED: 4,
  KILLED: 5,
} as const satisfies Record<TaskState, number>;

export const RUN_STATES = ['QUEUED', 'RUNNING', 'PAUSED', 'COMPLETED', 'ERRORED', 'KILLED'] as const;
export type RunState = (typeof RUN_STATES)[number];

/** A run in one of these states has nothing more to do until somebody asks for it. */
export function isFinal(state: RunState): boolean {
  return state === 'COMPLETED' || state === 'ERRORED' || state === 'KILLED';
}
