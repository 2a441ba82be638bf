import { rm } from 'node:fs/promises';
import type { AttemptOrder } from '#dag/ports/executor';
import type { JobNames } from './job-names';

/** What an attempt has in its tmpDir, by absolute path. */
export interface AttemptFiles {
  readonly script: string;
  readonly stdout: string;
  readonly stderr: string;
  /** The exit marker. */
  readonly exit: string;
}

export function attemptFiles(tmpDir: string, order: AttemptOrder, names: JobNames): AttemptFiles {
  const base = `${tmpDir.replace(/\/+$/, '')}/${order.taskName}_${names.mark(order)}`;
  return { script: `${base}.sh`, stdout: `${base}.stdout`, stderr: `${base}.stderr`, exit: `${base}.exit` };
}

export async function removeFiles(files: AttemptFiles): Promise<void> {
  await Promise.all(Object.values(files).map((file: string) => rm(file, { force: true })));
}
