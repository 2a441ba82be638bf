import type { AttemptList } from '#wire/attempt';
import type { BulkAnswer, BulkRequest, TaskStateChange, TaskStateRequest } from '#wire/state-change';
import type { Task, TaskList } from '#wire/task';
import type { TaskColumns } from '#wire/task-columns';
import { ask, type Query } from './request';
import { runPath } from './runs';

export const taskPath = (runID: number, taskName: string): string =>
  `${runPath(runID)}/tasks/${encodeURIComponent(taskName)}`;

export function listTasks(runID: number, query: Query, signal?: AbortSignal): Promise<TaskList> {
  return ask(`${runPath(runID)}/tasks`, { query, signal });
}

/** The same of all tasks as arrays; `query`: first and limit. */
export function readTaskColumns(runID: number, query: Query, signal?: AbortSignal): Promise<TaskColumns> {
  return ask(`${runPath(runID)}/task-columns`, { query, signal });
}

export function getTask(runID: number, taskName: string, signal?: AbortSignal): Promise<Task> {
  return ask(taskPath(runID, taskName), { signal });
}

/** KILLED stops, QUEUED runs again, COMPLETED marks as done by hand. */
export function changeTask(runID: number, taskName: string, body: TaskStateRequest): Promise<TaskStateChange> {
  return ask(`${taskPath(runID, taskName)}/state`, { method: 'PATCH', body });
}

/** The same for many; with `dryRun` it only says what would happen. */
export function changeTasks(runID: number, body: BulkRequest): Promise<BulkAnswer> {
  return ask(`${runPath(runID)}/tasks/state`, { method: 'PATCH', body });
}

export function listAttempts(runID: number, query: Query, signal?: AbortSignal): Promise<AttemptList> {
  return ask(`${runPath(runID)}/attempts`, { query, signal });
}
