import { resolve } from 'node:path';
import type { FromSchema, JSONSchema } from 'json-schema-to-ts';

export const ostreamConfigSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    file: {
      type: 'string',
      minLength: 1,
      default: '-',
      description: 'Where the lines go: a file to append to, relative to the data directory, or "-" for stdout.',
    },
  },
} as const satisfies JSONSchema;

export type OStreamConfig = FromSchema<typeof ostreamConfigSchema>;

export interface OStreamOptions {
  /** Absolute path, or `-` for stdout. */
  readonly file: string;
}

export function ostreamOptions(config: OStreamConfig, dataDir: string): OStreamOptions {
  const file = config.file ?? '-';
  return { file: file === '-' ? file : resolve(dataDir, file) };
}
