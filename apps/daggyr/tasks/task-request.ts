import type { Job, Json } from '#dag/spec/dag-spec';
import { pointerTo, type Checked, type Problem } from '#dag/spec/problem';
import { readRunnerJob, runnerJobCheck, type RunnerJob } from '#executors/daggy-runner/runner-job';
import { checkUserID } from '#executors/job/user-id';
import { taskIDSchema } from '#wire/runner';

/** A task as a client asks for it. */
export interface TaskRequest {
  /** Absent: the runner chooses one. */
  readonly taskID?: string;
  /** The task is stopped after so long. */
  readonly timeoutMs?: number;
  readonly job: RunnerJob;
}

const TASK_ID = new RegExp(taskIDSchema.pattern);
const checkJob = runnerJobCheck(checkUserID);

/** Reads a request; finds all that is wrong with it. */
export function readTaskRequest(fields: Job): Checked<TaskRequest> {
  const { taskID, timeoutSeconds, ...job } = fields;
  const problems = [...checkTaskID(taskID), ...checkTimeout(timeoutSeconds), ...checkJob(job)];
  if (problems.length > 0) return { ok: false, problems };
  const value: TaskRequest = {
    taskID: taskID as string | undefined,
    timeoutMs: timeoutSeconds === undefined ? undefined : Number(timeoutSeconds) * 1000,
    job: readRunnerJob(job),
  };
  return { ok: true, value };
}

/** What is wrong with the ids of tasks that must have one. */
export function checkTaskIDs(tasks: readonly Job[]): Problem[] {
  return tasks.flatMap(({ taskID }, index) => {
    const at = pointerTo('/tasks', index);
    if (taskID === undefined) return [{ pointer: at, message: '"taskID" is missing' }];
    return checkTaskID(taskID).map(({ pointer, message }) => ({ pointer: `${at}${pointer}`, message }));
  });
}

function checkTaskID(value: Json | undefined): Problem[] {
  if (value === undefined || (typeof value === 'string' && TASK_ID.test(value))) return [];
  return [{ pointer: '/taskID', message: 'Must be 1 to 128 of the characters A-Z, a-z, 0-9, "_", "." and "-".' }];
}

function checkTimeout(value: Json | undefined): Problem[] {
  if (value === undefined || (typeof value === 'number' && value > 0)) return [];
  return [{ pointer: '/timeoutSeconds', message: 'Must be a number above 0.' }];
}
