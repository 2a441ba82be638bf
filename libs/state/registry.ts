import { Ajv } from 'ajv';
import type { StateLogger } from '#dag/ports/state-logger';
import { NearestName } from '#dag/spec/nearest-name';
import type { Problem } from '#dag/spec/problem';
import type { JSONSchema } from 'json-schema-to-ts';
import { type OStreamConfig, ostreamConfigSchema, ostreamOptions } from './ostream/config';
import { OStreamLogger } from './ostream/ostream-logger';
import { type PostgresConfig, postgresConfigSchema, postgresOptions, postgresProblems } from './postgres/config';
import { PostgresLogger } from './postgres/postgres-logger';
import { type RedisConfig, redisConfigSchema, redisOptions } from './redis/config';
import { RedisLogger } from './redis/redis-logger';
import { type SqliteConfig, sqliteConfigSchema, sqliteOptions } from './sqlite/config';
import { SqliteLogger } from './sqlite/sqlite-logger';

export interface StateLoggerContext {
  /** Absolute path of daggyd's data directory; need not exist yet. */
  readonly dataDir: string;
  /** For what people should know although it is no error, such as a store that may lose what it acknowledged. */
  readonly log: (message: string) => void;
}

export interface StateLoggerKind {
  /** What its `config` may hold. */
  readonly config: Exclude<JSONSchema, boolean>;
  /** What the schema cannot say of a config that it accepts; the pointers are within the config. */
  problems?(config: object): readonly Problem[];
  /** The config has been checked against the schema; defaults need not be filled in. */
  create(config: object, context: StateLoggerContext): StateLogger;
}

/** The logger used when the configuration names none. */
export const DEFAULT_STATE_LOGGER = 'OStreamLogger';

/** Every state logger there is, by the name it is chosen by. */
export const STATE_LOGGERS: Readonly<Record<string, StateLoggerKind>> = {
  OStreamLogger: {
    config: ostreamConfigSchema,
    create: (config: OStreamConfig, { dataDir }) => new OStreamLogger(ostreamOptions(config, dataDir)),
  },
  SqliteLogger: {
    config: sqliteConfigSchema,
    create: (config: SqliteConfig, { dataDir }) => new SqliteLogger(sqliteOptions(config, dataDir)),
  },
  RedisLogger: {
    config: redisConfigSchema,
    create: (config: RedisConfig, { dataDir, log }) => new RedisLogger(redisOptions(config, dataDir), log),
  },
  PostgresLogger: {
    config: postgresConfigSchema,
    problems: postgresProblems,
    create: (config: PostgresConfig, { log }) => new PostgresLogger(postgresOptions(config), log),
  },
};

/** Not opened yet. Throws with a message for people when the name is unknown or the config is not what it takes. */
export function createStateLogger(name: string, config: object, context: StateLoggerContext): StateLogger {
  const kind = Object.hasOwn(STATE_LOGGERS, name) ? STATE_LOGGERS[name] : undefined;
  if (kind === undefined) {
    const known = Object.keys(STATE_LOGGERS);
    const hint = new NearestName().hint(name, known);
    throw new Error(`unknown state logger ${JSON.stringify(name)}; known: ${known.join(', ')}.${hint}`);
  }
  const ajv = new Ajv({ allErrors: true });
  if (!ajv.validate(kind.config, config)) {
    throw new Error(`config of ${name}: ${ajv.errorsText(ajv.errors, { dataVar: 'config' })}`);
  }
  return kind.create(config, context);
}
