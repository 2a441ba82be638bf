import type { StateLogger } from '#dag/ports/state-logger';
import { createStateLogger } from '#state/registry';
import { PostgresServer } from '../support/postgres-server';
import { RedisServer } from '../support/redis-server';

/** Where daggyd records in a campaign, with the server that this needs. */
export interface Store {
  /** As in daggyd's config. */
  readonly logger: { readonly name: string; readonly config: object };
  stop(): Promise<void>;
}

/** By the name that a campaign is asked for with. */
export const STORES: Readonly<Record<string, () => Promise<Store>>> = {
  sqlite: () => Promise.resolve({ logger: { name: 'SqliteLogger', config: {} }, stop: () => Promise.resolve() }),
  redis: async () => {
    const server = await RedisServer.start();
    const logger = { name: 'RedisLogger', config: { host: '127.0.0.1', port: server.port } };
    return { logger, stop: () => server.dispose() };
  },
  postgres: async () => {
    const server = await PostgresServer.start();
    return { logger: { name: 'PostgresLogger', config: server.connection }, stop: () => server.dispose() };
  },
};

/** The same store for looking into it once daggyd has gone; not opened yet. */
export function loggerOf({ logger: { name, config } }: Store, dataDir: string): StateLogger {
  return createStateLogger(name, config, { dataDir, log: (message) => console.error(message) });
}
