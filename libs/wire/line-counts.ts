import type { FromSchema, JSONSchema } from 'json-schema-to-ts';

/** Bytes that one number of LineCounts stands for. */
export const LINE_COUNT_STEP = 65_536;

export const lineCountsSchema = {
  type: 'object',
  description: 'Where lines are in an output: line N begins behind the newline number N - 1.',
  additionalProperties: false,
  required: ['from', 'size', 'step', 'newlines'],
  properties: {
    from: { type: 'integer', minimum: 0, description: 'Byte from which newlines were counted.' },
    size: { type: 'integer', minimum: 0, description: 'Bytes of the output up to which they were counted.' },
    step: { type: 'integer', enum: [LINE_COUNT_STEP], description: 'Bytes that each number is about.' },
    newlines: {
      type: 'array',
      description: 'newlines[i]: how many are among the `step` bytes from byte `from` + i * `step` on.',
      items: { type: 'integer', minimum: 0 },
    },
  },
} as const satisfies JSONSchema;
export type LineCounts = FromSchema<typeof lineCountsSchema>;
export const lineCountsExample: LineCounts = { from: 0, size: 151_207, step: 65_536, newlines: [812, 790, 245] };
