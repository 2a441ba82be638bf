import { join } from 'node:path';
import type { Ownership } from '#dag/ports/ownership';

/**
 * Where in the data directory the things of one store are. Ids of runs mean nothing without their store: with another
 * one in its place, their launchers and their output must not be taken for its own.
 */
export function storeFolder(dataDir: string, { storeID }: Ownership): string {
  return join(dataDir, 'stores', storeID);
}
