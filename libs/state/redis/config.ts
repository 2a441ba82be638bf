import { resolve } from 'node:path';
import type { FromSchema, JSONSchema } from 'json-schema-to-ts';

const FILE = { type: 'string', minLength: 1 } as const;

export const redisConfigSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    prefix: {
      type: 'string',
      // Braces would decide which slot of a cluster a key is in.
      pattern: '^[^{}]{1,200}$',
      default: 'daggy',
      description: 'What every key starts with: several daggyd can share one server, each with a prefix of its own.',
    },
    host: { type: 'string', minLength: 1, default: 'localhost' },
    port: { type: 'integer', minimum: 1, maximum: 65535, default: 6379 },
    username: { type: 'string', minLength: 1, description: "A user of the server's access control list." },
    password: { type: 'string', minLength: 1, writeOnly: true },
    db: { type: 'integer', minimum: 0, default: 0, description: 'Number of the database on the server.' },
    tls: {
      anyOf: [
        { type: 'boolean' },
        {
          type: 'object',
          additionalProperties: false,
          properties: {
            ca: { ...FILE, description: "File with the certificates to trust in place of the system's." },
            cert: { ...FILE, description: 'File with the certificate to show to the server.' },
            key: { ...FILE, description: 'File with the private key of that certificate.' },
          },
        },
      ],
      default: false,
      description: 'Whether to connect with TLS; files (PEM) with a relative name are taken from the data directory.',
    },
  },
} as const satisfies JSONSchema;

export type RedisConfig = FromSchema<typeof redisConfigSchema, { keepDefaultedPropertiesOptional: true }>;

/** Absolute paths of PEM files. */
export interface TLSFiles {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

export interface RedisOptions {
  readonly prefix: string;
  readonly host: string;
  readonly port: number;
  readonly username?: string;
  readonly password?: string;
  readonly db: number;
  /** Undefined: without TLS. */
  readonly tls?: TLSFiles;
}

export function redisOptions(config: RedisConfig, dataDir: string): RedisOptions {
  const { prefix = 'daggy', host = 'localhost', port = 6379, username, password, db = 0, tls = false } = config;
  return { prefix, host, port, username, password, db, tls: tlsFiles(tls, dataDir) };
}

function tlsFiles(tls: boolean | TLSFiles, dataDir: string): TLSFiles | undefined {
  if (typeof tls === 'boolean') return tls ? {} : undefined;
  return Object.fromEntries(Object.entries(tls).map(([name, file]) => [name, resolve(dataDir, String(file))]));
}

/** The store's name in messages, without secrets. */
export function storeName({ prefix, host, port, db }: RedisOptions): string {
  const address = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
  return `Redis at ${address} (${db === 0 ? '' : `database ${db}, `}prefix ${prefix})`;
}
