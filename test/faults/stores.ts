import type { StateLogger } from '#dag/ports/state-logger';
import { createStateLogger } from '#state/registry';

/** Where daggyd records in a campaign, with the server that this needs. */
export interface Store {
  /** As in daggyd's config. */
  readonly logger: { readonly name: string; readonly config: object };
  stop(): Promise<void>;
}

/** By the name that a campaign is asked for with. */
export const STORES: Readonly<Record<string, () => Promise<Store>>> = {
  sqlite: () => Promise.resolve({ logger: { name: 'SqliteLogger', config: {} }, stop: () => Promise.resolve() }),
};

/** The same store for looking into it once daggyd has gone; not opened yet. */
export function loggerOf({ logger: { name, config } }: Store, dataDir: string): StateLogger {
  return createStateLogger(name, config, { dataDir, log: (message) => console.error(message) });
}
