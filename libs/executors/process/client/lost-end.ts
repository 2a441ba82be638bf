import { existsSync, statSync } from 'node:fs';
import type { AttemptKey, OutputStream } from '#dag/ports/executor';
import { keepOutput, type KeptOutput } from '../../output/keep-output';
import { outputPath } from '../../output/output-paths';
import { slotPath, type Settings, type WireEnd } from '../protocol';

const NOTHING: KeptOutput = { total: 0, truncated: false };

/**
 * The end of an attempt that nobody can know the end of, with what it had written kept. Its processes must be gone.
 * `slot`: the one that it had in the folder of its launcher, when that is known.
 */
export function lostEnd(
  { runID, task, attempt }: AttemptKey,
  reason: string,
  { outputRoot, maxOutputBytes }: Settings,
  slot?: { readonly folder: string; readonly index: number },
): WireEnd {
  const rescue = (stream: OutputStream): KeptOutput => {
    const final = outputPath(outputRoot, { runID, task, attempt }, stream);
    const written = slot && slotPath(slot.folder, slot.index, stream);
    if (written !== undefined && existsSync(written)) return keepOutput(written, final, maxOutputBytes);
    // It was kept already, and only word of that was lost.
    return existsSync(final) ? { total: statSync(final).size, truncated: false } : NOTHING;
  };
  const end = (stdout: KeptOutput, stderr: KeptOutput, log: string): WireEnd => {
    const truncated = stdout.truncated || stderr.truncated ? 1 : 0;
    const now = Date.now();
    return [runID, task, attempt, 'lost', 0, now, now, stdout.total, stderr.total, truncated, 0, 0, log];
  };
  try {
    return end(rescue('stdout'), rescue('stderr'), reason);
  } catch (error) {
    return end(NOTHING, NOTHING, `${reason}; its output could not be kept: ${String(error)}`);
  }
}
