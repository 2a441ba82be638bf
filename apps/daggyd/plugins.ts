import { EXECUTOR_KINDS } from '#executors/registry';
import type { PluginSchemas } from '#server/config/named-plugins';
import type { Schema } from '#server/schema-check';
import { STATE_LOGGERS } from '#state/registry';
import type { Plugins } from './daggyd-config';

/** Every executor and state logger that a config may name, with the schema of its config. */
export const PLUGINS: Plugins = {
  executors: schemas(EXECUTOR_KINDS, ({ configSchema }) => configSchema),
  loggers: schemas(STATE_LOGGERS, ({ config }) => config),
};

function schemas<K>(kinds: Readonly<Record<string, K>>, schemaOf: (kind: K) => object): PluginSchemas {
  return Object.fromEntries(Object.entries(kinds).map(([name, kind]) => [name, { ...schemaOf(kind) } as Schema]));
}
