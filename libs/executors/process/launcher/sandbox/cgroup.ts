import { readFileSync, writeFileSync } from 'node:fs';

/** Kills everything in a cgroup and in those below it; needs Linux 5.14. */
export function killCgroup(cgroup: string): void {
  try {
    writeFileSync(`${cgroup}/cgroup.kill`, '1');
  } catch (error) {
    if (!isGone(error)) throw error;
  }
}

/** Whether a cgroup, or one below it, has any process that has not ended. */
export function isPopulated(cgroup: string): boolean {
  try {
    return readFileSync(`${cgroup}/cgroup.events`, 'latin1').includes('populated 1');
  } catch (error) {
    if (!isGone(error)) throw error;
    return false;
  }
}

/** Only an empty cgroup can be removed. */
function isGone(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' || code === 'ENODEV';
}
