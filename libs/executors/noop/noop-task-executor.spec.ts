import { describeExecutor } from '../../../test/contract/executor/executor-contract';
import { NoopTaskExecutor } from './noop-task-executor';

describeExecutor(
  'NoopTaskExecutor',
  ({ slots, dataDir, maxOutputBytes }) =>
    new NoopTaskExecutor({ threads: slots }, { dataDir, maxOutputBytes, pool: 'default', log: () => {} }),
  {
    succeed: {},
    fail: (rc) => ({ rc }),
    last: (durationMs) => ({ durationMs }),
    print: (output) => ({ output }),
  },
);
