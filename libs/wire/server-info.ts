import type { FromSchema, JSONSchema } from 'json-schema-to-ts';

export const aliveSchema = {
  type: 'object',
  description: 'All is well.',
  additionalProperties: false,
  required: ['status'],
  properties: { status: { type: 'string', enum: ['ok'] } },
} as const satisfies JSONSchema;
export type Alive = FromSchema<typeof aliveSchema>;
export const aliveExample: Alive = { status: 'ok' };

export const versionSchema = {
  type: 'object',
  description: 'What runs here.',
  additionalProperties: false,
  required: ['name', 'version', 'api'],
  properties: {
    name: { type: 'string', enum: ['daggyd', 'daggyr'] },
    version: { type: 'string', description: 'Of the program (semantic versioning).' },
    api: { type: 'string', enum: ['v1'], description: 'Of the API: the last part of its base path.' },
  },
} as const satisfies JSONSchema;
export type Version = FromSchema<typeof versionSchema>;
export const versionExample: Version = { name: 'daggyd', version: '0.1.0', api: 'v1' };
