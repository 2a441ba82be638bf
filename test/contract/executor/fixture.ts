import { join } from 'node:path';

/** Path of a fixture program. */
export function fixture(name: string): string {
  return join(__dirname, '../../fixtures', name);
}
