import type { AttemptOrder } from '#dag/ports/executor';
import type { JobNames } from './job-names';
import { removeFile } from './remove-file';

/** What an attempt has in its tmpDir, by absolute path. */
export interface AttemptFiles {
  readonly script: string;
  readonly stdout: string;
  readonly stderr: string;
  /** The exit marker. */
  readonly exit: string;
}

/** A file's name has 255 bytes at most, and the name of a task may have more. */
const MOST_OF_TASK_NAME = 200;

export function attemptFiles(tmpDir: string, order: AttemptOrder, names: JobNames): AttemptFiles {
  const base = `${tmpDir.replace(/\/+$/, '')}/${order.taskName.slice(0, MOST_OF_TASK_NAME)}_${names.mark(order)}`;
  return { script: `${base}.sh`, stdout: `${base}.stdout`, stderr: `${base}.stderr`, exit: `${base}.exit` };
}

/** Whether a file of this name is one of an attempt of the names' pool. */
export function isAttemptFile(name: string, names: JobNames): boolean {
  const [, base] = /^(.*)\.(?:sh|stdout|stderr|exit)$/.exec(name) ?? [];
  return base !== undefined && names.isMarked(base);
}

export async function removeFiles(files: AttemptFiles): Promise<void> {
  await Promise.all(Object.values(files).map(removeFile));
}
