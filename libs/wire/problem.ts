import type { FromSchema, JSONSchema } from 'json-schema-to-ts';
import { capacitySchema } from './capacity';

/** Every code that an answer with an error may carry; what programs decide by. */
export const PROBLEM_CODES = [
  'invalid-definition',
  'invalid-request',
  'unauthorized',
  'forbidden',
  'not-found',
  'run-not-found',
  'task-not-found',
  'attempt-not-found',
  'method-not-allowed',
  'not-acceptable',
  'timeout',
  'conflict',
  'no-room',
  'too-large',
  'overloaded',
  'unsupported-media-type',
  'range-not-satisfiable',
  'idempotency-mismatch',
  'not-ready',
  'shutting-down',
  'store-unavailable',
  'store-damaged',
  'runner-unreachable',
  'fenced',
  'internal',
] as const;
export type ProblemCode = (typeof PROBLEM_CODES)[number];

/** RFC 9457, `application/problem+json`. */
export const problemSchema = {
  type: 'object',
  description: 'Why a request was refused (RFC 9457).',
  additionalProperties: false,
  required: ['type', 'title', 'status', 'detail', 'code'],
  properties: {
    type: { type: 'string', description: '`about:blank`: `code` says more than the status.' },
    title: { type: 'string', description: 'The phrase of the status.' },
    status: { type: 'integer', minimum: 400, maximum: 599 },
    detail: { type: 'string', description: 'What is wrong and what to do, for people.' },
    code: { type: 'string', enum: PROBLEM_CODES, description: 'What is wrong, for programs.' },
    errors: {
      type: 'array',
      description: 'Everything that is wrong with the document or the query that was sent.',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['pointer', 'message'],
        properties: {
          pointer: {
            type: 'string',
            description: 'JSON pointer (RFC 6901) into the document; `/NAME` for a query parameter; empty: all of it.',
          },
          message: { type: 'string' },
        },
      },
    },
    free: { ...capacitySchema, description: 'Of a runner that has no room: what it has free.' },
  },
} as const satisfies JSONSchema;
export type ProblemBody = FromSchema<typeof problemSchema>;

export const problemExample: ProblemBody = {
  type: 'about:blank',
  title: 'Bad Request',
  status: 400,
  detail: 'The definition has a problem: /tasks/report/parents/0 unknown task "pul"; did you mean "pull"?',
  code: 'invalid-definition',
  errors: [{ pointer: '/tasks/report/parents/0', message: 'unknown task "pul"; did you mean "pull"?' }],
};
