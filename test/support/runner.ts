import { runnerTaskListSchema, runnerTaskSchema, startTasksAnswerSchema } from '#wire/runner';
import type { RunnerTask, RunnerTaskList, StartTasksAnswer } from '#wire/runner';
import { Api } from './api';
import { startServer, type StartOptions } from './daggy-process';

/** For hosts that cannot limit tasks. */
export const NO_ISOLATION = { cgroup: false, pid: false, mount: false, network: false };

/** The same as environment variables. */
export const WITHOUT_ISOLATION = {
  DAGGYR_ISOLATION_CGROUP: 'false',
  DAGGYR_ISOLATION_PID: 'false',
  DAGGYR_ISOLATION_MOUNT: 'false',
};

/** A daggyr without isolation and with 4 cores and 1,000 MB, unless the config says otherwise. */
export async function startRunner(config: object = {}, options: StartOptions = {}): Promise<RunnerApi> {
  const all = { port: 0, isolation: NO_ISOLATION, capacity_overrides: { cores: 4, memory_mb: 1000 }, ...config };
  return new RunnerApi(await startServer('daggyr', { config: all, ...options }));
}

/** The API of a running daggyr. */
export class RunnerApi extends Api {
  /** Starts a shell command of 0.1 cores and 10 MB, unless said otherwise; returns its id. */
  async start(script: string, fields: object = {}): Promise<string> {
    const body = { command: ['/bin/sh', '-c', script], cores: 0.1, memoryMB: 10, ...fields };
    const answer = await this.send('POST', '/task', body);
    if (answer.status !== 202) throw new Error(`not started: ${answer.status} ${answer.body}`);
    return (JSON.parse(answer.body) as { taskID: string }).taskID;
  }

  startMany(tasks: readonly object[]): Promise<StartTasksAnswer> {
    return this.change('POST', '/tasks', { tasks }, startTasksAnswerSchema);
  }

  task(taskID: string, waitSeconds = 0): Promise<RunnerTask> {
    return this.get(`/task/${taskID}?wait=${waitSeconds}`, runnerTaskSchema);
  }

  tasks(query = ''): Promise<RunnerTaskList> {
    return this.get(`/tasks${query}`, runnerTaskListSchema);
  }

  /** Starts a shell command and waits for its end. */
  async runToEnd(script: string, fields: object = {}): Promise<RunnerTask> {
    return this.task(await this.start(script, fields), 30);
  }
}
