import type { FromSchema } from 'json-schema-to-ts';
import { type PluginSchemas, pluginSchema } from '#server/config/named-plugins';
import { serverKeys } from '#server/config/server-keys';
import type { Schema } from '#server/schema-check';

const plugin = {
  type: 'object',
  additionalProperties: false,
  required: ['name', 'config'],
  properties: { name: { type: 'string' }, config: { type: 'object', additionalProperties: true } },
} as const;

/** Injection token of the checked config (DaggydConfig). */
export const DAGGYD_CONFIG = Symbol('daggyd config');

/** Injection token of the data directory's absolute path. */
export const DATA_DIR = Symbol('data directory');

/** Of daggyd's config file, but for what the executors and loggers themselves accept. */
const base = {
  type: 'object',
  additionalProperties: false,
  required: [
    'web-threads',
    'port',
    'ip',
    'cors',
    'dag-threads',
    'logger',
    'executor',
    'pools',
    'limits',
    'retention',
    'kill-on-exit',
  ],
  properties: {
    $schema: { type: 'string', description: 'For editors.' },
    ...serverKeys(2503),
    'dag-threads': {
      type: 'integer',
      minimum: 1,
      maximum: 100_000,
      default: 50,
      description: 'Most runs in RUNNING at the same time; more stay QUEUED, first come first served.',
    },
    'data-dir': {
      type: 'string',
      minLength: 1,
      description: 'The embedded store and attempt folders lie here; $XDG_STATE_HOME/daggy or ~/.local/state/daggy.',
    },
    'kill-on-exit': {
      type: 'boolean',
      default: false,
      description: 'Stops running tasks when daggyd is stopped, also where the next daggyd could find them again.',
    },
    'assets-dir': { type: 'string', minLength: 1, description: "The web UI's files, when not those that came along." },
    logger: plugin,
    executor: plugin,
    pools: {
      type: 'object',
      description: 'Further executors by pool name, chosen by executionParameters.pool.',
      additionalProperties: plugin,
      default: {},
    },
    limits: {
      type: 'object',
      additionalProperties: false,
      required: ['maxTasks', 'maxBodyMB', 'maxOutputBytes'],
      properties: {
        maxTasks: {
          type: 'integer',
          minimum: 1,
          maximum: 100_000_000,
          default: 10_000_000,
          description: 'Of one run.',
        },
        maxBodyMB: { type: 'number', exclusiveMinimum: 0, maximum: 500, default: 256, description: 'Of a submission.' },
        maxOutputBytes: {
          type: 'integer',
          minimum: 1024,
          default: 10_485_760,
          description: 'Kept of each of stdout and stderr of an attempt; past it the middle is cut out.',
        },
      },
      default: {},
    },
    retention: {
      type: 'object',
      additionalProperties: false,
      description: 'Finished runs that are older or more than this are removed with their output; absent: kept.',
      properties: {
        maxAgeDays: { type: 'number', exclusiveMinimum: 0 },
        maxRuns: { type: 'integer', minimum: 0 },
      },
      default: {},
    },
  },
} as const;

export type DaggydConfig = FromSchema<typeof base>;

/** What can be chosen by name. */
export interface Plugins {
  readonly executors: PluginSchemas;
  readonly loggers: PluginSchemas;
}

/** The whole schema of daggyd's config file; config/daggyd.schema.json is this. */
export function daggydConfigSchema({ executors, loggers }: Plugins): Schema {
  const executor = pluginSchema('The default pool.', executors, 'ForkingTaskExecutor');
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Configuration of daggyd',
    ...base,
    required: [],
    properties: {
      ...base.properties,
      logger: pluginSchema('Where daggyd records what happens.', loggers, 'OStreamLogger'),
      executor,
      pools: { ...base.properties.pools, additionalProperties: pluginSchema('An executor.', executors) },
    },
  };
}
