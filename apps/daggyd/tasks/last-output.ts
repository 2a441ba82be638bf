import { DaggyError } from '#dag/errors';
import type { AttemptKey, AttemptOutput, Executor } from '#dag/ports/executor';
import { lastText } from '#server/bytes/last-text';
import { type AttemptLogs, NO_LOGS } from './present-attempt';

/** The last 64 KiB of both streams, as text. */
export async function lastOutput(executor: Executor | undefined, key: AttemptKey): Promise<AttemptLogs> {
  if (!executor) return NO_LOGS;
  const [outputLog, errorLog] = await Promise.all([
    lastKnown(executor.output(key, 'stdout')),
    lastKnown(executor.output(key, 'stderr')),
  ]);
  return { outputLog, errorLog };
}

/** Nothing while the output cannot be reached: what is known of the task can be told all the same. */
async function lastKnown(output: AttemptOutput): Promise<string> {
  try {
    return await lastText(output);
  } catch (error) {
    if (error instanceof DaggyError && error.code === 'runner-unreachable') return '';
    throw error;
  }
}
