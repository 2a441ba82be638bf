import type { RunRecord } from '../run-record';
import type { RunState } from '../states';
import { expiredRuns } from './expired-runs';

const DAY = 86_400_000;
const NOW = 1000 * DAY;

function record(runID: number, state: RunState, daysAgo?: number): RunRecord {
  const taskCounts = { QUEUED: 0, RUNNING: 0, RETRY: 0, COMPLETED: 1, ERRORED: 0, KILLED: 0 };
  const stopTime = daysAgo === undefined ? undefined : NOW - daysAgo * DAY;
  return { runID, tag: '', pool: 'default', state, submitTime: 0, lastUpdate: 0, stopTime, taskCount: 1, taskCounts };
}

const records = [
  record(1, 'RUNNING'),
  record(2, 'COMPLETED', 10),
  record(3, 'KILLED', 20),
  record(4, 'PAUSED'),
  record(5, 'ERRORED', 1),
  record(6, 'COMPLETED', 0.5),
];

describe('expiredRuns', () => {
  it.each([
    [{}, []],
    [{ maxAgeDays: 15 }, [3]],
    [{ maxAgeDays: 10 }, [3]],
    [{ maxAgeDays: 0.7 }, [2, 3, 5]],
    [{ maxRuns: 6 }, []],
    [{ maxRuns: 4 }, [2, 3]],
    [{ maxRuns: 0 }, [2, 3, 5, 6]],
    [{ maxRuns: 5, maxAgeDays: 15 }, [2, 3]],
  ])('%j gives up %j', (policy, ids) => {
    expect(expiredRuns(records, policy, NOW)).toEqual(ids);
  });
});
