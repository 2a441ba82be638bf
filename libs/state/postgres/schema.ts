import type { PostgresLink, Session } from './postgres-link';
import type { PostgresOptions } from './config';
import { STORE } from './migrations/0001-store';

/** Migration n takes a schema from version n to n + 1; a new one goes through all of them. Never edit one that was released. */
const MIGRATIONS: readonly string[] = [STORE];

export const SCHEMA_VERSION = MIGRATIONS.length;

const REMEDY = 'run that version, or give this one another schema';

/** As an identifier in a statement. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/**
 * Makes sure that the schema is ours and of this version: a missing or empty one is set up, an older one migrated, in one
 * transaction. Rejects with a message for people when it belongs to another program or to a newer daggyd.
 */
export function prepareSchema(link: PostgresLink, options: PostgresOptions): Promise<void> {
  // Two of us at the same time would both find nothing. The lock is the transaction's: a pooler may be in between.
  const lock = "SELECT pg_advisory_xact_lock(hashtext('daggy migrations'))";
  return link.transaction(lock, (session) => migrate(session, options));
}

interface Found {
  readonly exists: boolean;
  readonly tables: number;
  readonly migrated: boolean;
}

async function migrate(session: Session, { schema, store }: PostgresOptions): Promise<void> {
  const [{ exists, tables, migrated }] = await session.query<Found>(
    `SELECT EXISTS (SELECT FROM pg_namespace WHERE nspname = $1) AS exists, count(relname)::int AS tables,
        coalesce(bool_or(relname = 'daggy_migrations'), false) AS migrated
      FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
      WHERE nspname = $1 AND relkind IN ('r', 'p', 'v', 'm', 'f')`,
    [schema],
  );
  if (tables > 0 && !migrated) {
    throw new Error(`${store} holds tables of another program: give PostgresLogger another schema`);
  }
  const version = migrated ? await versionOf(session, schema) : 0;
  if (version > SCHEMA_VERSION) {
    throw new Error(
      `${store} was written by a newer daggyd (schema version ${version}, this one knows ${SCHEMA_VERSION}): ${REMEDY}`,
    );
  }
  if (version === SCHEMA_VERSION) return;
  if (!exists) await session.query(`CREATE SCHEMA ${quoted(schema)}`);
  await session.query(`SET LOCAL search_path = ${quoted(schema)}`);
  if (!migrated) await session.query(VERSION_TABLE);
  for (const [step, migration] of MIGRATIONS.entries()) {
    if (step < version) continue;
    await session.query(migration);
    await session.query('INSERT INTO daggy_migrations (version) VALUES ($1)', [step + 1]);
  }
}

const VERSION_TABLE = `
  CREATE TABLE daggy_migrations (version integer PRIMARY KEY, applied timestamptz NOT NULL DEFAULT now());
  COMMENT ON TABLE daggy_migrations IS 'Which changes of the tables of daggy were made; the greatest is their version.';
`;

async function versionOf(session: Session, schema: string): Promise<number> {
  const [{ version }] = await session.query<{ version: number }>(
    `SELECT coalesce(max(version), 0) AS version FROM ${quoted(schema)}.daggy_migrations`,
  );
  return version;
}
