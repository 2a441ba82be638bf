import type { FinishedAttempt } from '#dag/ports/executor';
import type { Outcome, Resources } from '#dag/run/outcome';
import type { RunnerTaskBrief } from '#wire/runner';
import { RC_OUTPUT_NOT_KEPT } from '../output/keep-output';
import type { RemoteAttempt } from './remote-attempt';

/** What became of an attempt's output, which was fetched from its runner. */
export interface FetchedOutput {
  /** Here a cap cut the middle out. */
  readonly truncated: boolean;
  /** Why it could not be kept; undefined: it was. */
  readonly failure?: string;
}

/** A runner's result as the engine wants it. */
export function finishedAttempt(
  { key, runner }: RemoteAttempt,
  brief: RunnerTaskBrief,
  { truncated, failure }: FetchedOutput,
): FinishedAttempt {
  const outcome = outcomeOf(brief);
  const log = [runner?.whereabouts, brief.executorLog, failure && `its output could not be kept: ${failure}`];
  const startTime = Date.parse(brief.startTime);
  const succeeded = outcome.cause === 'exit' && outcome.rc === 0;
  return {
    key,
    result: {
      outcome: failure !== undefined && succeeded ? { cause: 'exit', rc: RC_OUTPUT_NOT_KEPT } : outcome,
      startTime,
      stopTime: brief.stopTime === null ? startTime : Date.parse(brief.stopTime),
      outputBytes: brief.outputBytes,
      errorBytes: brief.errorBytes,
      truncated: brief.truncated || truncated,
      executorLog: log.filter(Boolean).join(': '),
      resources: Object.keys(brief.resources).length > 0 ? (brief.resources as Resources) : undefined,
    },
  };
}

function outcomeOf({ cause, rc }: RunnerTaskBrief): Outcome {
  switch (cause) {
    case 'lost':
    case 'rejected':
      return { cause };
    case 'spawn-error':
      return { cause, rc: rc === 127 ? 127 : 126 };
    case null:
    case undefined:
      return { cause: 'lost' };
    default:
      // An end without an exit code says nothing of how it ended.
      return rc === null ? { cause: 'lost' } : { cause, rc };
  }
}
