import type { RunRecord } from '#dag/run/run-record';
import { peopleText, peopleTime } from './people-values';
import { storedRecord } from './record-text';

/** A row of `runs` as JSON; `event_count` is what the append adds. Times are ms since the epoch. */
export function runRow(record: RunRecord, eventCount: number): string {
  const { runID, tag, pool, state, taskCounts } = record;
  return JSON.stringify({
    id: runID,
    tag: peopleText(tag),
    pool: peopleText(pool),
    state,
    submitted: peopleTime(record.submitTime),
    started: peopleTime(record.startTime),
    stopped: peopleTime(record.stopTime),
    updated: peopleTime(record.lastUpdate),
    task_count: record.taskCount,
    queued: taskCounts.QUEUED,
    running: taskCounts.RUNNING,
    retry: taskCounts.RETRY,
    completed: taskCounts.COMPLETED,
    errored: taskCounts.ERRORED,
    killed: taskCounts.KILLED,
    ...storedRecord(record),
    event_count: eventCount,
  });
}
