import type { AttemptKey, AttemptOutput, Executor } from '#dag/ports/executor';
import { type AttemptLogs, NO_LOGS } from './present-attempt';

/** Bytes of each stream that a task's details show. */
const LAST_BYTES = 64 * 1024;

/** The last 64 KiB of both streams, as text. */
export async function lastOutput(executor: Executor | undefined, key: AttemptKey): Promise<AttemptLogs> {
  if (!executor) return NO_LOGS;
  const [outputLog, errorLog] = await Promise.all([
    lastText(executor.output(key, 'stdout')),
    lastText(executor.output(key, 'stderr')),
  ]);
  return { outputLog, errorLog };
}

async function lastText(output: AttemptOutput): Promise<string> {
  const size = await output.size();
  if (size === 0) return '';
  const start = Math.max(0, size - LAST_BYTES);
  const bytes = await output.read(start, size);
  return new TextDecoder().decode(start === 0 ? bytes : fromWholeCharacter(bytes));
}

/** Without the rest of a UTF-8 character whose first byte was cut off. */
function fromWholeCharacter(bytes: Uint8Array): Uint8Array {
  let first = 0;
  while (first < 3 && first < bytes.length && (bytes[first] & 0xc0) === 0x80) first++;
  return bytes.subarray(first);
}
