import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Makes a folder, and those above it. Node's own `recursive` tries for ever, with all of a processor, where mkdir says ENOENT
 * in a folder that is there: in /proc, and in those of an automounter.
 */
export async function makeFolder(path: string): Promise<void> {
  if (await isMade(path)) return;
  await makeFolder(dirname(path));
  if (!(await isMade(path))) throw new Error(`the folder ${JSON.stringify(path)} cannot be made`);
}

/** Whether the folder is there now; not when the one above it is missing. */
async function isMade(path: string): Promise<boolean> {
  try {
    await mkdir(path);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return true;
    if (code === 'ENOENT' && path !== dirname(path)) return false;
    throw error;
  }
}
