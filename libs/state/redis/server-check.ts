import { DaggyError } from '#dag/errors';
import type { RedisLink } from './redis-link';

const OLDEST_VERSION = 6;

/** Rejects with a message for people when the server is of no use as a store. */
export async function checkServer(link: RedisLink, store: string): Promise<void> {
  const info = await ask(link, 'INFO', ['server']);
  const version = /^redis_version:(\S+)/m.exec(String(info))?.[1];
  if (version !== undefined && Number.parseInt(version, 10) < OLDEST_VERSION) {
    throw new Error(`${store} has version ${version}: RedisLogger needs version ${OLDEST_VERSION} or newer`);
  }
  const replication = await ask(link, 'INFO', ['replication']);
  if (/^role:slave/m.test(String(replication))) {
    throw new Error(`${store} is a replica, which takes no changes: name the master in the config of RedisLogger`);
  }
}

/** What people should know about how safe acknowledged work is on this server; a sentence each. */
export async function durabilityWarnings(link: RedisLink, store: string): Promise<string[]> {
  const names = ['appendonly', 'save', 'appendfsync', 'maxmemory-policy', 'maxmemory'];
  const answers = await Promise.all(names.map((name) => ask(link, 'CONFIG', ['GET', name])));
  if (answers.some((answer) => !Array.isArray(answer) || answer.length < 2)) {
    return [
      `Whether ${store} keeps what was acknowledged could not be checked: it does not answer CONFIG GET. It should have ` +
        '"appendonly yes" and "maxmemory-policy noeviction".',
    ];
  }
  const [appendonly, save, appendfsync, policy, maxmemory] = answers.map((answer) => String((answer as unknown[])[1]));
  return [...aboutPersistence(store, appendonly, save, appendfsync), ...aboutEviction(store, policy, maxmemory)];
}

function aboutPersistence(store: string, appendonly: string, save: string, appendfsync: string): string[] {
  if (appendonly !== 'yes') {
    const lost = save === '' ? 'everything' : 'everything since its last snapshot';
    return [
      `${store} does not keep what was acknowledged: when it stops, ${lost} is lost. Set "appendonly yes" in redis.conf ` +
        '(at once: CONFIG SET appendonly yes).',
    ];
  }
  switch (appendfsync) {
    case 'always':
      return [];
    case 'everysec':
      return [
        `A power cut can take the last second of what ${store} has acknowledged (the end of its process takes nothing): ` +
          'set "appendfsync always" in redis.conf to rule that out.',
      ];
    default:
      return [
        `A power cut can take up to half a minute of what ${store} has acknowledged ("appendfsync ${appendfsync}"): set ` +
          '"appendfsync always" in redis.conf to rule that out, or "everysec" to bound it.',
      ];
  }
}

function aboutEviction(store: string, policy: string, maxmemory: string): string[] {
  if (policy === 'noeviction') return [];
  const when = maxmemory === '0' ? 'should it ever have a "maxmemory"' : 'when its memory is full';
  return [
    `${store} may throw runs away ${when} ("maxmemory-policy ${policy}"): set "maxmemory-policy noeviction" in redis.conf.`,
  ];
}

/** Undefined when this user or this service does not allow it: then it cannot be known. */
async function ask(link: RedisLink, command: string, args: readonly string[]): Promise<unknown> {
  try {
    return await link.call(command, args);
  } catch (error) {
    if (error instanceof DaggyError) throw error;
    return undefined;
  }
}
