import type { AttemptResult } from '#dag/run/outcome';
import { presentResources } from '#server/present-resources';
import { presentOptionalTime, presentTime } from '#server/present-time';
import type { RunnerTaskBrief } from '#wire/runner';
import type { Task } from './task';

const NO_RESULT: Pick<AttemptResult, 'outputBytes' | 'errorBytes' | 'truncated' | 'executorLog'> = {
  outputBytes: 0,
  errorBytes: 0,
  truncated: false,
  executorLog: '',
};

export function presentBrief({ taskID, demand, admitTime, end }: Task): RunnerTaskBrief {
  const result = end?.result;
  const outcome = result?.outcome;
  const { outputBytes, errorBytes, truncated, executorLog } = result ?? NO_RESULT;
  return {
    taskID,
    state: end ? 'FINISHED' : 'RUNNING',
    cores: demand.cores,
    memoryMB: demand.memoryMB,
    startTime: presentTime(result?.startTime ?? admitTime),
    stopTime: presentOptionalTime(result?.stopTime),
    rc: outcome && 'rc' in outcome ? outcome.rc : null,
    cause: outcome?.cause ?? null,
    outputBytes,
    errorBytes,
    truncated,
    executorLog,
    resources: presentResources(result?.resources ?? {}),
  };
}
