import { constants } from 'node:os';
import type { FinishedAttempt, StopCause } from '#dag/ports/executor';
import type { Outcome, Resources } from '#dag/run/outcome';
import type { Problem } from '#dag/spec/problem';
import type { EndCause, WireEnd } from './process/protocol';

/** A launcher's result as the engine wants it. */
export function finishedAttempt(end: WireEnd): FinishedAttempt {
  const [runID, task, attempt, cause, rc, startTime, stopTime, outputBytes, errorBytes, cut, cpu, rss, executorLog] =
    end;
  const ran = cause !== 'spawn-error' && cause !== 'lost';
  return {
    key: { runID, task, attempt },
    result: {
      outcome: outcomeOf(cause, rc),
      startTime,
      stopTime,
      outputBytes,
      errorBytes,
      truncated: cut === 1,
      executorLog,
      resources: ran ? resources(cpu, rss) : undefined,
    },
  };
}

function outcomeOf(cause: EndCause, rc: number): Outcome {
  switch (cause) {
    case 'lost':
      return { cause };
    case 'spawn-error':
      return { cause, rc: rc === 127 ? 127 : 126 };
    default:
      return { cause, rc };
  }
}

function resources(cpuMicroseconds: number, peakKB: number): Resources {
  const cpuSeconds = cpuMicroseconds / 1e6;
  return peakKB > 0 ? { cpuSeconds, maxRssMB: peakKB / 1024 } : { cpuSeconds };
}

/** The result of an attempt that was stopped while it waited to be started; as if SIGTERM had ended it. */
export function stoppedBeforeStart(key: FinishedAttempt['key'], cause: StopCause): FinishedAttempt {
  return withoutProcess(key, { cause, rc: 128 + constants.signals.SIGTERM }, 'stopped before it was started');
}

/** The result of an attempt whose job cannot be run; `why`: the problems of the job, or what somebody says of it. */
export function rejectedAttempt(key: FinishedAttempt['key'], why: string | readonly Problem[]): FinishedAttempt {
  const executorLog =
    typeof why === 'string' ? why : why.map(({ pointer, message }) => `${pointer || 'job'}: ${message}`).join(' ');
  return withoutProcess(key, { cause: 'rejected' }, executorLog);
}

/** The result of an attempt that nobody can know the end of. */
export function lostAttempt(key: FinishedAttempt['key'], reason: string): FinishedAttempt {
  return withoutProcess(key, { cause: 'lost' }, reason);
}

function withoutProcess(key: FinishedAttempt['key'], outcome: Outcome, executorLog: string): FinishedAttempt {
  const now = Date.now();
  const { runID, task, attempt } = key;
  const nothing = { outputBytes: 0, errorBytes: 0, truncated: false };
  return { key: { runID, task, attempt }, result: { outcome, startTime: now, stopTime: now, ...nothing, executorLog } };
}
