import { readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { flatKeyed } from './kernel-text';

const CHECK_EVERY_MS = 5;
const GIVE_UP_AFTER_MS = 5_000;

/** Removes an empty cgroup with those below it, as a task may have made. Throws EBUSY when processes are in it. */
export function removeCgroup(directory: string): void {
  try {
    rmdirSync(directory);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return;
    const below = subgroups(directory);
    if (below.length === 0) throw error;
    for (const name of below) removeCgroup(join(directory, name));
    rmdirSync(directory);
  }
}

/** Ends everything in a cgroup and removes it. Rejects when the kernel does not let go of it. */
export async function endCgroup(directory: string): Promise<void> {
  writeFileSync(join(directory, 'cgroup.kill'), '1');
  for (const deadline = Date.now() + GIVE_UP_AFTER_MS; isPopulated(directory) && Date.now() < deadline;) {
    await pause(CHECK_EVERY_MS);
  }
  removeCgroup(directory);
}

/** Names of the cgroups in a cgroup. */
export function subgroups(directory: string): string[] {
  const entries = readdirSync(directory, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}

function isPopulated(directory: string): boolean {
  return flatKeyed(readFileSync(join(directory, 'cgroup.events'), 'utf8')).get('populated') === 1;
}
