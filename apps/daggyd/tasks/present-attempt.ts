import type { Attempt } from '#dag/run/attempt-table';
import type { Attempt as WireAttempt } from '#wire/attempt';
import { presentResources } from '#server/present-resources';
import { presentOptionalTime, presentTime } from '#server/present-time';

/** The last part of what an attempt wrote. */
export interface AttemptLogs {
  readonly outputLog: string;
  readonly errorLog: string;
}

export const NO_LOGS: AttemptLogs = { outputLog: '', errorLog: '' };

export function presentAttempt(attempt: Attempt, { outputLog, errorLog }: AttemptLogs): WireAttempt {
  return {
    attempt: attempt.attempt,
    startTime: presentTime(attempt.startTime),
    stopTime: presentOptionalTime(attempt.stopTime),
    rc: attempt.rc ?? null,
    cause: attempt.cause ?? null,
    outputLog,
    errorLog,
    outputBytes: attempt.outputBytes,
    errorBytes: attempt.errorBytes,
    truncated: attempt.truncated,
    executorLog: attempt.executorLog,
    resources: presentResources(attempt.resources),
  };
}
