import { describeExecutor } from '../../../test/contract/executor/executor-contract';
import { until } from '../../../test/contract/executor/probe';
import { stopAll } from '../../../test/support/daggy-process';
import { type RunnerApi, startRunner } from '../../../test/support/runner';
import { DaggyRunnerTaskExecutor } from './daggy-runner-task-executor';

jest.setTimeout(30_000);

/** Real ones, by how many attempts each has room for. */
const runners = new Map<number, RunnerApi>();

async function runnerOf(slots: number): Promise<RunnerApi> {
  const runner = runners.get(slots) ?? (await startRunner({ capacity_overrides: { cores: slots, memory_mb: 1000 } }));
  runners.set(slots, runner);
  return runner;
}

/** What a test has left there would take the next one's room. */
afterEach(async () => {
  for (const runner of runners.values()) {
    const taskIDs = (await runner.tasks()).items.map(({ taskID }) => taskID);
    await runner.send('POST', '/tasks/forget', { taskIDs });
    await until('all of it has ended', async () => (await runner.tasks()).runner.capacity.tasks === 0);
  }
});
afterAll(stopAll);

const SMALL = { cores: 1, memoryMB: 1 };

describeExecutor(
  'DaggyRunnerTaskExecutor',
  async ({ slots, dataDir, maxOutputBytes }) =>
    new DaggyRunnerTaskExecutor(
      { runners: [{ url: (await runnerOf(slots)).server.url }], lostAfterSeconds: 5 },
      { dataDir, maxOutputBytes, pool: 'default', log: () => {} },
    ),
  {
    succeed: { ...SMALL, command: ['true'] },
    fail: (rc) => ({ ...SMALL, command: ['sh', '-c', `exit ${rc}`] }),
    last: (ms) => ({ ...SMALL, command: ['sleep', String(ms / 1000)] }),
    print: (text) => ({ ...SMALL, command: ['printf', '%s', text] }),
    command: (fields) => ({ ...SMALL, ...fields }),
  },
);
