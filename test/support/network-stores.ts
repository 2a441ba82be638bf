import { hasRedisServer, RedisServer } from './redis-server';
import { PostgresServer, postgresBinaries } from './postgres-server';

/** A server that a state logger keeps its store on, as a test treats it. */
export interface StoreServer {
  readonly port: number;
  /** As in daggyd's config, for that port or another one that leads to it. */
  logger(port?: number): { readonly name: string; readonly config: object };
  /** As if its host had crashed. */
  kill(): Promise<void>;
  start(): Promise<void>;
  freeze(): void;
  thaw(): void;
  dispose(): Promise<void>;
}

export interface NetworkStore {
  readonly name: string;
  /** What has to be installed. */
  readonly program: string;
  readonly installed: boolean;
  start(): Promise<StoreServer>;
}

/** Every state logger whose store is reached over a network. */
export const NETWORK_STORES: readonly NetworkStore[] = [
  { name: 'RedisLogger', program: 'redis-server', installed: hasRedisServer(), start: startRedis },
  { name: 'PostgresLogger', program: 'postgres', installed: postgresBinaries() !== undefined, start: startPostgres },
];

async function startRedis(): Promise<StoreServer> {
  const server = await RedisServer.start();
  return {
    port: server.port,
    logger: (port = server.port) => ({ name: 'RedisLogger', config: { host: '127.0.0.1', port } }),
    kill: () => server.kill(),
    start: () => server.start(),
    freeze: () => server.freeze(),
    thaw: () => server.thaw(),
    dispose: () => server.dispose(),
  };
}

async function startPostgres(): Promise<StoreServer> {
  const server = await PostgresServer.start();
  const { connection } = server;
  return {
    port: connection.port,
    logger: (port = connection.port) => ({ name: 'PostgresLogger', config: { ...connection, port } }),
    kill: () => server.stop('immediate'),
    start: () => server.start(),
    freeze: () => server.freeze(),
    thaw: () => server.thaw(),
    dispose: () => server.dispose(),
  };
}
