import type { AttemptKey, FinishedAttempt, StopCause } from '#dag/ports/executor';
import type { AttemptResult, Outcome } from '#dag/run/outcome';
import { RC_OUTPUT_NOT_KEPT } from '../output/keep-output';
import type { CollectedOutput } from './collect-output';
import type { ExitMarker } from './exit-marker';
import { fateOf } from './job-state';
import { completeMarker, type SlurmAttempt } from './slurm-attempt';
import { isLaunchFailure } from './verdict';

/** 128 + SIGKILL: whatever ended a job that did not end by itself, it was as if that had. */
const RC_KILLED = 137;
const LAST_SIGNAL_RC = 128 + 64;

/** How an attempt ended, by its exit marker and by what Slurm says; `lost` when there is neither. */
export function outcomeOf(attempt: SlurmAttempt): Outcome {
  const { end, stopCause, refusal } = attempt;
  if (refusal !== undefined) return { cause: 'rejected' };
  const marker = completeMarker(attempt);
  const fate = end ? fateOf(end.state) : undefined;
  // It ended before it could be asked to.
  const hasEndedItself = marker && !marker.wasAsked && (fate === undefined || fate === 'exited');
  if (stopCause && !hasEndedItself) return stopped(stopCause, marker);
  if (marker && marker.obstacle !== '') return notStarted(marker);
  switch (fate) {
    case 'cancelled':
      // By somebody else: it has failed.
      return { cause: 'signal', rc: RC_KILLED };
    case 'timed-out':
      return stopped('timeout', marker);
    case 'out-of-memory':
      return { cause: 'oom', rc: RC_KILLED };
    case 'lost':
      return { cause: 'lost' };
    case 'exited':
    case 'under-way':
    case undefined:
      if (!attempt.marker && end && isLaunchFailure(end)) return { cause: 'spawn-error', rc: 126 };
      if (marker) return { cause: marker.bySignal ? 'signal' : 'exit', rc: marker.rc };
      return exited(end?.rc);
  }
}

function stopped(cause: StopCause, marker: ExitMarker | undefined): Outcome {
  return { cause, rc: marker && marker.rc <= 128 ? marker.rc : RC_KILLED };
}

/** A shell says 127 also when it is not the program that is missing. */
function notStarted({ obstacle }: ExitMarker): Outcome {
  return { cause: 'spawn-error', rc: obstacle.startsWith('there is no program') ? 127 : 126 };
}

/** The script ends with the exit code of its command, which above 128 may stand for a signal: Slurm cannot tell. */
function exited(rc: number | undefined): Outcome {
  if (rc === undefined) return { cause: 'lost' };
  return { cause: rc > 128 && rc <= LAST_SIGNAL_RC ? 'signal' : 'exit', rc };
}

/** The only result of an attempt that Slurm had, with what was collected of its output. */
export function slurmResult(attempt: SlurmAttempt, output: CollectedOutput, why: string): FinishedAttempt {
  const { key, jobID, marker } = attempt;
  const complete = completeMarker(attempt);
  const outcome = outcomeOf(attempt);
  const stopTime = complete?.stopTime ?? Date.now();
  const hasSucceeded = outcome.cause === 'exit' && outcome.rc === 0;
  const log = [
    jobID === undefined ? '' : `Slurm job ${jobID}`,
    why,
    complete?.obstacle ?? '',
    output.failure === undefined ? '' : `its output could not be kept: ${output.failure}`,
  ];
  const result: AttemptResult = {
    outcome: output.failure !== undefined && hasSucceeded ? { cause: 'exit', rc: RC_OUTPUT_NOT_KEPT } : outcome,
    // The clock of a file server may be ahead of this one.
    startTime: Math.min(marker?.startTime ?? stopTime, stopTime),
    stopTime,
    outputBytes: output.outputBytes,
    errorBytes: output.errorBytes,
    truncated: output.truncated,
    executorLog: log.filter(Boolean).join(': '),
    resources: complete ? { cpuSeconds: complete.cpuSeconds } : undefined,
  };
  return { key, result };
}

/** The result of an attempt that did not get to Slurm: Slurm has refused its job, or it could not be submitted. */
export function refusedResult(key: AttemptKey, message: string, isSlurms: boolean): FinishedAttempt {
  return withoutJob(key, isSlurms ? { cause: 'rejected' } : { cause: 'spawn-error', rc: 126 }, message);
}

/** The result of an attempt that was stopped before it was submitted. */
export function withdrawnResult(key: AttemptKey, cause: StopCause): FinishedAttempt {
  return withoutJob(key, { cause, rc: RC_KILLED }, 'stopped before it was submitted');
}

function withoutJob(key: AttemptKey, outcome: Outcome, executorLog: string): FinishedAttempt {
  const now = Date.now();
  const nothing = { outputBytes: 0, errorBytes: 0, truncated: false };
  return { key, result: { outcome, startTime: now, stopTime: now, ...nothing, executorLog } };
}
