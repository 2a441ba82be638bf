import type { FromSchema, JSONSchema } from 'json-schema-to-ts';

const NAME = { type: 'string', minLength: 1 } as const;

export const postgresConfigSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    url: {
      type: 'string',
      pattern: '^postgres(ql)?://',
      description:
        'postgres://USER:PASSWORD@HOST:PORT/DATABASE, in place of the keys of these names; "?sslmode=verify-full" for TLS.',
    },
    host: { ...NAME, description: 'A name, an address, or the folder of a Unix socket. Else $PGHOST, else localhost.' },
    port: { type: 'integer', minimum: 1, maximum: 65535, description: 'Else $PGPORT, else 5432.' },
    user: { ...NAME, description: 'Else $PGUSER, else the name of the user that daggyd runs as.' },
    password: { ...NAME, description: 'Else $PGPASSWORD, else from the password file (~/.pgpass).' },
    database: { ...NAME, description: 'Else $PGDATABASE, else the one named as the user.' },
    schema: {
      type: 'string',
      minLength: 1,
      // Longer names are cut short by the server.
      maxLength: 63,
      default: 'daggy',
      description: 'Where the tables are: several daggyd can share one database, each with a schema of its own.',
    },
  },
} as const satisfies JSONSchema;

export type PostgresConfig = Partial<FromSchema<typeof postgresConfigSchema>>;

export interface PostgresOptions {
  readonly schema: string;
  /** How to connect; what is absent is the client library's own business. */
  readonly server: PostgresServer;
  /** The store's name in messages, without secrets. */
  readonly store: string;
}

export type PostgresServer =
  | { readonly connectionString: string }
  | Readonly<Partial<Record<'host' | 'user' | 'password' | 'database', string>> & { port?: number }>;

/** Throws with a message for people when keys exclude each other. */
export function postgresOptions({ url, schema = 'daggy', ...server }: PostgresConfig): PostgresOptions {
  if (url === undefined) return { schema, server, store: storeName(server, schema) };
  const others = Object.keys(server);
  if (others.length > 0) {
    throw new Error(
      `config of PostgresLogger: "url" says it all; leave out ${others.map((key) => `"${key}"`).join(', ')}`,
    );
  }
  return { schema, server: { connectionString: url }, store: storeName(addressIn(url), schema) };
}

interface Address {
  readonly host?: string;
  readonly port?: number | string;
  readonly database?: string;
}

function addressIn(url: string): Address {
  if (!URL.canParse(url)) {
    throw new Error('config of PostgresLogger: "url" is not like postgres://USER:PASSWORD@HOST:PORT/DATABASE');
  }
  const parsed = new URL(url);
  const host = parsed.searchParams.get('host') ?? decodeURIComponent(parsed.hostname);
  return { host, port: parsed.port, database: decodeURIComponent(parsed.pathname.slice(1)) };
}

function storeName(address: Address, schema: string): string {
  const host = address.host || process.env.PGHOST || 'localhost';
  const port = address.port || process.env.PGPORT || 5432;
  const database = address.database || process.env.PGDATABASE;
  const where = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
  return `Postgres at ${where} (${database ? `database ${database}, ` : ''}schema ${schema})`;
}
