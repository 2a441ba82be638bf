import type { AttemptKey, FinishedAttempt, OutputStream } from '#dag/ports/executor';
import type { AttemptProcesses } from '../process/attempt-processes';
import { outputPath } from '../output/output-paths';
import { removeFile } from './remove-file';

/** What one of Slurm's commands said. */
export interface CommandAnswer {
  /** Exit code, or 128 + signal number. */
  readonly rc: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Reads what a command that has ended said; it is not acknowledged by that. */
export async function commandAnswer(
  processes: AttemptProcesses,
  { key, result: { outcome, errorBytes, executorLog } }: FinishedAttempt,
): Promise<CommandAnswer> {
  const rc = 'rc' in outcome ? outcome.rc : 255;
  try {
    const stdout = await textOf(processes, key, 'stdout');
    const stderr = errorBytes > 0 ? await textOf(processes, key, 'stderr') : '';
    return { rc, stdout, stderr: stderr || executorLog };
  } catch (error) {
    // Whatever it was that it said, nobody has heard it.
    return { rc: 255, stdout: '', stderr: `its answer cannot be read: ${String(error)}` };
  }
}

async function textOf(processes: AttemptProcesses, key: AttemptKey, stream: OutputStream): Promise<string> {
  return Buffer.from(await processes.output(key, stream).read(0, Infinity)).toString();
}

/** Removes what a command said from the launcher's own folder; what stays there is removed when it is used again. */
export async function forgetAnswer(outputRoot: string, { key, result }: FinishedAttempt): Promise<void> {
  for (const stream of ['stdout', 'stderr'] as const) {
    if (stream === 'stderr' && result.errorBytes === 0) continue;
    await removeFile(outputPath(outputRoot, key, stream)).catch(() => undefined);
  }
}
