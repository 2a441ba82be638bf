import type { Problem } from '#dag/spec/problem';
import { EXECUTOR_KINDS } from '#executors/registry';
import type { PluginSchemas } from '#server/config/named-plugins';
import type { Schema } from '#server/schema-check';
import { STATE_LOGGERS } from '#state/registry';
import type { DaggydConfig, Plugins } from './daggyd-config';

/** Every executor and state logger that a config may name, with the schema of its config. */
export const PLUGINS: Plugins = {
  executors: schemas(EXECUTOR_KINDS, ({ configSchema }) => configSchema),
  loggers: schemas(STATE_LOGGERS, ({ config }) => config),
};

/** What only the state logger can say of its config. */
export function loggerProblems({ logger: { name, config } }: DaggydConfig): readonly Problem[] {
  const problems = STATE_LOGGERS[name].problems?.(config) ?? [];
  return problems.map(({ pointer, message }) => ({ pointer: `/logger/config${pointer}`, message }));
}

function schemas<K>(kinds: Readonly<Record<string, K>>, schemaOf: (kind: K) => object): PluginSchemas {
  return Object.fromEntries(Object.entries(kinds).map(([name, kind]) => [name, { ...schemaOf(kind) } as Schema]));
}
