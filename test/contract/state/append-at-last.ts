import { DaggyError } from '#dag/errors';
import type { LogEntry, StateLogger } from '#dag/ports/state-logger';

/** Appends as the engine does, until the store has it; resolves with why the first attempt failed. */
export async function appendAtLast(logger: StateLogger, entries: readonly LogEntry[]): Promise<string | undefined> {
  let first: string | undefined;
  for (;;) {
    try {
      await logger.append(entries);
      return first;
    } catch (error) {
      if (!(error instanceof DaggyError) || error.code !== 'store-unavailable') throw error;
      first ??= error.message;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
