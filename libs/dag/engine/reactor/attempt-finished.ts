import type { AttemptFinished, NextState, RunEvent } from '../../run/events';
import type { AttemptResult } from '../../run/outcome';
import type { RunModel } from '../../run/run-model';
import type { TaskSpec } from '../../spec/dag-spec';

/** After so many lost attempts in a row a task is ERRORED. */
export const MOST_LOST_IN_A_ROW = 5;

/** What a generator's stdout turned out to be: the text, already checked against the run, or why it cannot join. */
export type GeneratorOutput = { readonly document: string } | { readonly refused: string };

export interface FinishedInput {
  readonly task: number;
  readonly attempt: number;
  readonly result: AttemptResult;
  /** With a generator that ended with exit code 0. */
  readonly generated?: GeneratorOutput;
}

/** An attempt has ended: what its task becomes, and which tasks join the run with it. */
export function onAttemptFinished(run: RunModel, input: FinishedInput, now: number): RunEvent[] {
  const { task, attempt, generated } = input;
  const refused = generated && 'refused' in generated ? generated.refused : undefined;
  const told = refused === undefined ? input.result : { ...input.result, executorLog: refused };
  // Of a lost attempt its executor knows only when it was missed.
  const startTime = told.outcome.cause === 'lost' ? run.lastAttemptOf(task)?.startTime : undefined;
  const result = startTime === undefined ? told : { ...told, startTime };
  const succeeded = isSuccess(result) && refused === undefined;
  const next = succeeded ? COMPLETED : afterFailure(run, task, result, now);
  const finished: AttemptFinished = { type: 'attempt-finished', time: now, task, attempt, result, next };
  if (!succeeded || !generated || !('document' in generated)) return [finished];
  // Both are recorded in one append: a crash never leaves the one without the other.
  return [{ type: 'tasks-added', time: now, generator: task, document: generated.document }, finished];
}

export function isSuccess({ outcome }: AttemptResult): boolean {
  return outcome.cause === 'exit' && outcome.rc === 0;
}

const COMPLETED: NextState = { state: 'COMPLETED' };
const ERRORED: NextState = { state: 'ERRORED' };
const KILLED: NextState = { state: 'KILLED' };

function afterFailure(run: RunModel, task: number, { outcome }: AttemptResult, now: number): NextState {
  if (run.stopping || run.stoppingTasks.has(task)) return KILLED;
  const { spec } = run.graph.templateOf(task);
  switch (outcome.cause) {
    case 'rejected':
      return ERRORED;
    case 'lost':
      if (run.tasks.losses[task] + 1 >= MOST_LOST_IN_A_ROW) return ERRORED;
      return { state: 'RETRY', retryAt: now + spec.retryIntervalSeconds * 1000 };
    case 'killed':
      // Nobody asked for it through the run: daggyd itself is going down, and the task starts again with the next one.
      return { state: 'RETRY', retryAt: now };
    case 'exit':
    case 'signal':
    case 'oom':
    case 'timeout':
    case 'spawn-error': {
      const failures = run.tasks.failures[task] + 1;
      return failures > spec.maxRetries ? ERRORED : { state: 'RETRY', retryAt: now + retryDelay(spec, failures) };
    }
  }
}

/** Wait before the next attempt, ms, after so many failures (at least 1). */
export function retryDelay(spec: TaskSpec, failures: number): number {
  const { retryIntervalSeconds, retryBackoff } = spec;
  if (!retryBackoff) return retryIntervalSeconds * 1000;
  // The power overflows to Infinity long before the cap stops mattering; 0 x Infinity is not a number, though.
  const grown = retryIntervalSeconds === 0 ? 0 : retryIntervalSeconds * retryBackoff.factor ** (failures - 1);
  return Math.min(grown, retryBackoff.maxSeconds) * 1000;
}
