import { createHash } from 'node:crypto';
import { join } from 'node:path';

/** Folder of the launchers of all pools of a store. */
export function allLaunchersFolder(storeFolder: string): string {
  return join(storeFolder, 'launchers');
}

/** Folder of the launchers of a pool. */
export function launchersFolder(storeFolder: string, pool: string): string {
  return join(allLaunchersFolder(storeFolder), folderName(pool));
}

/** Pool names are free text; a folder's name is not. */
function folderName(pool: string): string {
  return /^[\w-]{1,32}$/.test(pool) ? pool : createHash('sha256').update(pool).digest('hex').slice(0, 16);
}
