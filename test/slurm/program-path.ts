import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Debian keeps them out of the PATH of those who are not root. */
const SERVER_FOLDERS = ['/usr/sbin', '/sbin'];

/** Where a program lies; empty: nowhere. */
export function programPath(name: string): string {
  const folders = [...(process.env.PATH ?? '').split(delimiter), ...SERVER_FOLDERS];
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path)) ?? '';
}
