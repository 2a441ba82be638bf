import type { JSONSchema } from 'json-schema-to-ts';

const dependencies = {
  type: 'array',
  items: {
    description: 'A template, or one with the parameters that tie instances pairwise.',
    anyOf: [
      { type: 'string' },
      {
        type: 'object',
        additionalProperties: false,
        required: ['task'],
        properties: { task: { type: 'string' }, same: { type: 'array', items: { type: 'string' } } },
      },
    ],
  },
} as const satisfies JSONSchema;

const executionParameters = {
  type: 'object',
  additionalProperties: false,
  description: 'Where and how it is executed.',
  properties: { pool: { type: 'string' }, poolParameters: { type: 'object' } },
} as const satisfies JSONSchema;

const whole = { anyOf: [{ type: 'integer' }, { type: 'string' }] } as const satisfies JSONSchema;
const number = { anyOf: [{ type: 'number' }, { type: 'string' }] } as const satisfies JSONSchema;

const taskDefinition = {
  type: 'object',
  properties: {
    job: { type: 'object', description: 'What the executor runs; its fields depend on the executor.' },
    maxRetries: { ...whole, default: 0 },
    retryIntervalSeconds: { ...number, default: 0 },
    retryBackoff: {
      type: 'object',
      required: ['factor', 'maxSeconds'],
      properties: { factor: number, maxSeconds: number },
    },
    timeoutSeconds: number,
    parents: dependencies,
    children: dependencies,
    isGenerator: { type: 'boolean', default: false, description: 'Its stdout is JSON with more tasks.' },
    priority: { ...whole, default: 0 },
    executionParameters,
  },
} as const satisfies JSONSchema;

/** For the API's document only: what a submission is held against is the check of the core, which knows more. */
export const definitionSchema = {
  type: 'object',
  description: 'The definition of a run.',
  required: ['tasks'],
  properties: {
    tasks: { type: 'object', minProperties: 1, additionalProperties: taskDefinition },
    tag: { type: 'string', maxLength: 256, default: '' },
    parameters: {
      type: 'object',
      description: 'Values for {{NAME}}; an array multiplies the tasks that use it.',
      additionalProperties: { anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' }, minItems: 1 }] },
    },
    jobDefaults: { type: 'object', description: 'Default job values for every task.' },
    executionParameters,
    maxParallel: { ...whole, description: 'Most tasks of this run at once.' },
  },
} as const satisfies JSONSchema;

export const definitionExample = {
  tag: 'nightly-ingest',
  parameters: { DATE: ['2026-11-18', '2026-11-19'] },
  tasks: {
    pull: { job: { command: ['/usr/local/bin/pull', '--date', '{{DATE}}'] }, maxRetries: 2, children: ['report'] },
    report: { job: { commandString: '/usr/local/bin/report' } },
  },
};
