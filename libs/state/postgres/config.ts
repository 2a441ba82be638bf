import type { FromSchema, JSONSchema } from 'json-schema-to-ts';
import type { Problem } from '#dag/spec/problem';

const NAME = { type: 'string', minLength: 1 } as const;

export const postgresConfigSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    url: {
      type: 'string',
      pattern: '^postgres(ql)?://',
      writeOnly: true,
      description:
        'postgres://USER:PASSWORD@HOST:PORT/DATABASE, in place of the keys of these names; "?sslmode=verify-full" for TLS.',
    },
    host: { ...NAME, description: 'A name, an address, or the folder of a Unix socket. Else $PGHOST, else localhost.' },
    port: { type: 'integer', minimum: 1, maximum: 65535, description: 'Else $PGPORT, else 5432.' },
    user: { ...NAME, description: 'Else $PGUSER, else the name of the user that daggyd runs as.' },
    password: { ...NAME, writeOnly: true, description: 'Else $PGPASSWORD, else from the password file (~/.pgpass).' },
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

/** What the schema cannot say of a config; the pointers are within it. */
export function postgresProblems({ url, ...others }: PostgresConfig): readonly Problem[] {
  if (url === undefined) return [];
  const problems = Object.keys(others)
    .filter((key) => key !== 'schema')
    .map((key) => ({ pointer: `/${key}`, message: 'must be left out, because "url" says it all' }));
  if (isAddress(url)) return problems;
  const message =
    'must be like postgres://USER:PASSWORD@HOST:PORT/DATABASE, with special characters of the password %-encoded: ' +
    '"/" is %2F, "#" is %23, "?" is %3F, "@" is %40, "%" is %25';
  return [{ pointer: '/url', message }, ...problems];
}

/** Whatever is after a "/", "#" or "?" of a password would be taken for a path, and the user for the host. */
function isAddress(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { username, password, hostname, pathname } = new URL(url);
  if (username === '' && url.includes('@')) return false;
  try {
    for (const part of [username, password, hostname, pathname]) decodeURIComponent(part);
    return true;
  } catch {
    return false;
  }
}

/** Throws with a message for people when the config has problems that the schema cannot tell. */
export function postgresOptions(config: PostgresConfig): PostgresOptions {
  const problems = postgresProblems(config).map(({ pointer, message }) => `"${pointer.slice(1)}" ${message}`);
  if (problems.length > 0) throw new Error(`config of PostgresLogger: ${problems.join('; ')}`);
  const { url, schema = 'daggy', ...server } = config;
  if (url === undefined) return { schema, server, store: storeName(server, schema) };
  return { schema, server: { connectionString: url }, store: storeName(addressIn(url), schema) };
}

interface Address {
  readonly host?: string;
  readonly port?: number | string;
  readonly database?: string;
}

function addressIn(url: string): Address {
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
