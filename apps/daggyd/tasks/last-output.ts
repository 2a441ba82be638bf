import type { AttemptKey, Executor } from '#dag/ports/executor';
import { lastText } from '#server/bytes/last-text';
import { type AttemptLogs, NO_LOGS } from './present-attempt';

/** The last 64 KiB of both streams, as text. */
export async function lastOutput(executor: Executor | undefined, key: AttemptKey): Promise<AttemptLogs> {
  if (!executor) return NO_LOGS;
  const [outputLog, errorLog] = await Promise.all([
    lastText(executor.output(key, 'stdout')),
    lastText(executor.output(key, 'stderr')),
  ]);
  return { outputLog, errorLog };
}
