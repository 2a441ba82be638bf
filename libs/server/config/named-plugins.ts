import type { Schema } from '../schema-check';

/** Name of an executor or a state logger -> the schema of its `config`. */
export type PluginSchemas = Readonly<Record<string, Schema>>;

/** The schema of `{"name": ..., "config": {...}}`, where the name decides what the config may hold. */
export function pluginSchema(description: string, plugins: PluginSchemas, fallback?: string): Schema {
  return {
    type: 'object',
    description,
    additionalProperties: false,
    required: ['name'],
    properties: {
      name: { type: 'string', enum: Object.keys(plugins) },
      config: { type: 'object', default: {} },
    },
    allOf: Object.entries(plugins).map(([name, config]) => ({
      if: { properties: { name: { const: name } } },
      then: { properties: { config } },
    })),
    ...(fallback === undefined ? {} : { default: { name: fallback, config: {} } }),
  };
}
