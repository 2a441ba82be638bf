import { copyFile, mkdir, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { OutputStream } from '#dag/ports/executor';
import { FileOutput } from '../output/file-output';
import { outputPath } from '../output/output-paths';
import type { SlurmAttempt } from './slurm-attempt';

export interface OutputPlace {
  readonly outputRoot: string;
  readonly maxOutputBytes: number;
}

/** What became of an attempt's output. */
export interface CollectedOutput {
  /** Bytes written, kept or not. */
  readonly outputBytes: number;
  readonly errorBytes: number;
  readonly truncated: boolean;
  /** Why it could not be kept; undefined: it was. */
  readonly failure?: string;
}

/** Copies what an ended attempt wrote to its place here, cut to the cap. It stays where it is until it is acknowledged. */
export async function collectOutput(attempt: SlurmAttempt, place: OutputPlace): Promise<CollectedOutput> {
  try {
    const outputBytes = await collect(attempt, 'stdout', place);
    const errorBytes = await collect(attempt, 'stderr', place);
    return { outputBytes, errorBytes, truncated: Math.max(outputBytes, errorBytes) > place.maxOutputBytes };
  } catch (error) {
    return { outputBytes: 0, errorBytes: 0, truncated: false, failure: String(error) };
  }
}

/** Returns how many bytes were written. */
async function collect(
  { files, key }: SlurmAttempt,
  stream: OutputStream,
  { outputRoot, maxOutputBytes }: OutputPlace,
): Promise<number> {
  const written = files[stream];
  const final = outputPath(outputRoot, key, stream);
  const total = await sizeOf(written);
  if (total === 0) return 0;
  await mkdir(dirname(final), { recursive: true, mode: 0o700 });
  if (total <= maxOutputBytes) await copyFile(written, final);
  else {
    const view = new FileOutput({ live: () => written, final }, maxOutputBytes);
    await writeFile(final, await view.read(0, maxOutputBytes), { mode: 0o600 });
  }
  return total;
}

/** 0 for a file that was never made. */
async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0;
    throw error;
  }
}
