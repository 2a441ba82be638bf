import { existsSync } from 'node:fs';

const FOLDERS = ['/usr/bin', '/bin', '/usr/local/bin'];

/** Path of a program of the util-linux package; undefined where it is not installed. */
export function findTool(name: 'setpriv' | 'unshare'): string | undefined {
  return FOLDERS.map((folder) => `${folder}/${name}`).find((path) => existsSync(path));
}
