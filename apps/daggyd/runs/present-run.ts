import type { RunRecord } from '#dag/run/run-record';
import type { RunSummary } from '#wire/run';
import { presentOptionalTime, presentTime } from '#server/present-time';

export function presentRun(record: RunRecord): RunSummary {
  return {
    runID: record.runID,
    tag: record.tag,
    state: record.state,
    submitTime: presentTime(record.submitTime),
    startTime: presentOptionalTime(record.startTime),
    stopTime: presentOptionalTime(record.stopTime),
    lastUpdate: presentTime(record.lastUpdate),
    taskCounts: { ...record.taskCounts },
    taskCount: record.taskCount,
    pool: record.pool,
  };
}
