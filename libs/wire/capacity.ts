import type { FromSchema, JSONSchema } from 'json-schema-to-ts';

export const capacitySchema = {
  type: 'object',
  description: 'Cores and memory of a runner.',
  additionalProperties: false,
  required: ['cores', 'memoryMB'],
  properties: {
    cores: { type: 'number', description: 'Fractions are possible.' },
    memoryMB: { type: 'number', description: 'In units of 1,048,576 bytes.' },
  },
} as const satisfies JSONSchema;
export type Capacity = FromSchema<typeof capacitySchema>;

export const capacityAnswerSchema = {
  type: 'object',
  description: 'What tasks may use of a runner together, and what is free of it.',
  additionalProperties: false,
  required: ['total', 'free', 'tasks'],
  properties: {
    total: capacitySchema,
    free: capacitySchema,
    tasks: { type: 'integer', minimum: 0, description: 'How many are running.' },
  },
} as const satisfies JSONSchema;
export type CapacityAnswer = FromSchema<typeof capacityAnswerSchema>;

export const capacityAnswerExample: CapacityAnswer = {
  total: { cores: 30, memoryMB: 98_304 },
  free: { cores: 26.5, memoryMB: 90_112 },
  tasks: 2,
};
