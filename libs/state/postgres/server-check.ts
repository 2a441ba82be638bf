import type { Session } from './postgres-link';

const OLDEST_VERSION = 13;

interface Settings {
  readonly version: string;
  readonly number: number;
  readonly encoding: string;
  readonly [setting: string]: string | number;
}

/** What a power cut or a crash of the server's host does to acknowledged work when a setting is off. */
const SETTINGS = [
  ['fsync', 'can lose or damage everything'],
  ['full_page_writes', 'can damage the data'],
  ['synchronous_commit', 'can take the last moments of what was acknowledged'],
] as const;

/**
 * Rejects with a message for people when the server is of no use as a store. Resolves with what people should know about
 * how safe acknowledged work is there, a sentence each.
 */
export async function checkServer(session: Session, store: string): Promise<string[]> {
  const names = SETTINGS.map(([name]) => `current_setting('${name}') AS ${name}`).join(', ');
  const [settings] = await session.query<Settings>(
    `SELECT current_setting('server_version') AS version, current_setting('server_version_num')::int AS number,
      current_setting('server_encoding') AS encoding, ${names}`,
  );
  if (settings.number < OLDEST_VERSION * 10_000) {
    throw new Error(
      `${store} has version ${settings.version}: PostgresLogger needs version ${OLDEST_VERSION} or newer`,
    );
  }
  if (settings.encoding !== 'UTF8') {
    throw new Error(
      `${store} keeps texts in ${settings.encoding}, which has no form for some: make a database with ENCODING 'UTF8'`,
    );
  }
  return SETTINGS.filter(([name]) => settings[name] === 'off').map(
    ([name, harm]) => `A power cut ${harm} at ${store}: it has "${name} = off". Set it to on.`,
  );
}
