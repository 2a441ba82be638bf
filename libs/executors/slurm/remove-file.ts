import { unlink } from 'node:fs/promises';

/** Removes a file that may not be there. Half as much work as `rm` with `force`, which looks what it is first. */
export async function removeFile(path: string): Promise<void> {
  try {
    await unlink(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
