import { rmSync } from 'node:fs';

/** A process that leaves writes a file or two. */
const MOST_TRIES = 20;

/** Removes a folder, if it is there, with all that is in it; also one that a process which is leaving still writes to. */
export function removeFolder(folder: string): void {
  for (let tries = 1; ; tries++) {
    try {
      rmSync(folder, { recursive: true, force: true });
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOTEMPTY' || tries === MOST_TRIES) throw error;
    }
  }
}
