import { resolve } from 'node:path';
import type { FromSchema, JSONSchema } from 'json-schema-to-ts';

export const sqliteConfigSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    file: {
      type: 'string',
      minLength: 1,
      default: 'daggy.db',
      description: 'The database file; a relative name is taken from the data directory.',
    },
    synchronous: {
      enum: ['full', 'normal', 'off'],
      default: 'full',
      description:
        'full: what was acknowledged survives a power cut. normal: it survives the end of daggyd, a power cut may take ' +
        'the last moments. off: the same, and a power cut may damage the file.',
    },
  },
} as const satisfies JSONSchema;

export type SqliteConfig = FromSchema<typeof sqliteConfigSchema>;

export interface SqliteOptions {
  /** Absolute path. */
  readonly file: string;
  readonly synchronous: 'full' | 'normal' | 'off';
}

export function sqliteOptions(config: SqliteConfig, dataDir: string): SqliteOptions {
  return { file: resolve(dataDir, config.file ?? 'daggy.db'), synchronous: config.synchronous ?? 'full' };
}
