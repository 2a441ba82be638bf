import { describeExecutor } from '../../../test/contract/executor/executor-contract';
import { ForkingTaskExecutor } from './forking-task-executor';

describeExecutor(
  'ForkingTaskExecutor',
  ({ slots, stopGraceSeconds, dataDir, maxOutputBytes }) =>
    new ForkingTaskExecutor(
      { threads: slots, stopGraceSeconds },
      { dataDir, maxOutputBytes, pool: 'default', log: () => {} },
    ),
  {
    succeed: { command: ['true'] },
    fail: (rc) => ({ command: ['sh', '-c', `exit ${rc}`] }),
    last: (ms) => ({ command: ['sleep', String(ms / 1000)] }),
    print: (text) => ({ command: ['printf', '%s', text] }),
    command: (fields) => fields,
  },
);
