import { pointerTo, type Problem } from '#dag/spec/problem';
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

/** What only the state logger and the executors can say of their configs. */
export function pluginProblems({ logger, executor, pools }: DaggydConfig): readonly Problem[] {
  return [
    ...within('/logger/config', STATE_LOGGERS[logger.name].problems?.(logger.config)),
    ...executorProblems('/executor', executor),
    ...Object.entries(pools).flatMap(([pool, plugin]) => executorProblems(pointerTo('/pools', pool), plugin)),
  ];
}

function executorProblems(pointer: string, { name, config }: DaggydConfig['executor']): readonly Problem[] {
  return within(`${pointer}/config`, EXECUTOR_KINDS[name].problems?.(config));
}

function within(place: string, problems: readonly Problem[] = []): readonly Problem[] {
  return problems.map(({ pointer, message }) => ({ pointer: `${place}${pointer}`, message }));
}

function schemas<K>(kinds: Readonly<Record<string, K>>, schemaOf: (kind: K) => object): PluginSchemas {
  return Object.fromEntries(Object.entries(kinds).map(([name, kind]) => [name, { ...schemaOf(kind) } as Schema]));
}
