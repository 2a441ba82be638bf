import type { FromSchema, JSONSchema } from 'json-schema-to-ts';

export const searchAnswerSchema = {
  type: 'object',
  description: 'Lines of an output that match.',
  additionalProperties: false,
  required: ['items', 'more'],
  properties: {
    items: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['line', 'offset', 'text'],
        properties: {
          line: { type: 'integer', minimum: 1, description: 'The first line is 1.' },
          offset: { type: 'integer', minimum: 0, description: "Of the line's first byte." },
          text: { type: 'string', description: 'The line, cut after 2,000 characters.' },
        },
      },
    },
    more: { type: 'boolean', description: 'There are more matching lines than `limit`.' },
  },
} as const satisfies JSONSchema;
export type SearchAnswer = FromSchema<typeof searchAnswerSchema>;
export const searchAnswerExample: SearchAnswer = {
  items: [{ line: 118, offset: 4096, text: 'ERROR: connection refused' }],
  more: false,
};
