import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Ownership } from '#dag/ports/ownership';

/**
 * Who a server is to runners that keeps no record of its runs, and so has no store: the same one after each start in the
 * same data directory, so that it finds what it has left there, and no other server's. Throws the file system's errors.
 */
export function unrecordedOwner(file: string): Ownership {
  const last = readOwner(file);
  const owner = {
    storeID: last?.storeID ?? randomBytes(8).toString('hex'),
    fencingToken: (last?.fencingToken ?? 0) + 1,
  };
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(`${file}.next`, JSON.stringify(owner), { mode: 0o600 });
  renameSync(`${file}.next`, file);
  return owner;
}

function readOwner(file: string): Ownership | undefined {
  try {
    const owner = JSON.parse(readFileSync(file, 'utf8')) as Partial<Ownership> | null;
    const { storeID, fencingToken } = owner ?? {};
    if (typeof storeID !== 'string' || !/^[0-9a-f]{16}$/.test(storeID)) return undefined;
    return { storeID, fencingToken: Number.isSafeInteger(fencingToken) ? Number(fencingToken) : 0 };
  } catch {
    return undefined;
  }
}
