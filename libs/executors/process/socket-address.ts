import { openSync } from 'node:fs';
import { join } from 'node:path';

/** A socket's address has room for 107 bytes. */
const LONGEST = 100;

const short = new Map<string, string>();

/**
 * Where the socket of a launcher's folder is, as a path short enough for an address: a long one goes through a
 * descriptor of the folder, which stays open as long as this process lives.
 */
export function socketAddress(folder: string): string {
  const path = join(folder, 'socket');
  if (Buffer.byteLength(path) <= LONGEST) return path;
  const known = short.get(folder);
  if (known !== undefined) return known;
  const address = `/proc/self/fd/${openSync(folder, 'r')}/socket`;
  short.set(folder, address);
  return address;
}
