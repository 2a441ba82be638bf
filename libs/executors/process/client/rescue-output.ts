import { existsSync } from 'node:fs';
import type { FinishedAttempt, OutputStream } from '#dag/ports/executor';
import { keepOutput, type KeptOutput } from '../../output/keep-output';
import { outputPath } from '../../output/output-paths';
import { slotPath, type Settings } from '../protocol';

const NOTHING: KeptOutput = { total: 0, truncated: false };

/** Keeps what a lost attempt had written to its slot's files. Its processes must be gone. */
export function rescueOutput(
  lost: FinishedAttempt,
  folder: string,
  slot: number,
  { outputRoot, maxOutputBytes }: Settings,
): FinishedAttempt {
  const rescue = (stream: OutputStream): KeptOutput => {
    const written = slotPath(folder, slot, stream);
    // Missing: it was lost before the file was made, or after its output had been kept already.
    return existsSync(written)
      ? keepOutput(written, outputPath(outputRoot, lost.key, stream), maxOutputBytes)
      : NOTHING;
  };
  try {
    const stdout = rescue('stdout');
    const stderr = rescue('stderr');
    const bytes = { outputBytes: stdout.total, errorBytes: stderr.total };
    return { ...lost, result: { ...lost.result, ...bytes, truncated: stdout.truncated || stderr.truncated } };
  } catch (error) {
    const executorLog = `${lost.result.executorLog}; its output could not be kept: ${String(error)}`;
    return { ...lost, result: { ...lost.result, executorLog } };
  }
}
