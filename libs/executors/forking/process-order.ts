import type { AttemptOrder } from '#dag/ports/executor';
import { readCommandJob } from '../job/command-job';
import { isReserved, taskVariables } from '../job/task-variables';
import { readUserID } from '../job/user-id';
import type { ProcessOrder } from '../process/attempt-processes';

const NO_USER = -1;

/** The process of an attempt whose job was checked when it was submitted. */
export function processOrder(order: AttemptOrder): ProcessOrder {
  const { runID, task, attempt, job } = order;
  const { command, environment, workDir } = readCommandJob(job);
  const variables = taskVariables(order);
  for (const variable of environment) if (!isReserved(variable)) variables.push(variable);
  const userID = readUserID(job.userID) ?? NO_USER;
  return { runID, task, attempt, command, environment: variables, workDir, userID, sandbox: null };
}
