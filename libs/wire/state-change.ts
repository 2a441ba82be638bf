import type { FromSchema, JSONSchema } from 'json-schema-to-ts';
import { runStateSchema, taskStateSchema } from './states';

const changedSchema = {
  type: 'object',
  description: 'What the change did.',
  additionalProperties: false,
  required: ['tasks'],
  properties: { tasks: { type: 'integer', minimum: 0, description: 'Tasks that were reset, stopped or marked.' } },
} as const satisfies JSONSchema;

export const runStateRequestSchema = {
  type: 'object',
  description: 'KILLED kills a run, PAUSED pauses it, RUNNING resumes it, QUEUED retries it.',
  additionalProperties: false,
  required: ['state'],
  properties: { state: { type: 'string', enum: ['KILLED', 'PAUSED', 'RUNNING', 'QUEUED'] } },
} as const satisfies JSONSchema;
export type RunStateRequest = FromSchema<typeof runStateRequestSchema>;
export const runStateRequestExample: RunStateRequest = { state: 'QUEUED' };

export const runStateChangeSchema = {
  type: 'object',
  description: 'The state of the run now, and what was changed.',
  additionalProperties: false,
  required: ['state', 'changed'],
  properties: { state: runStateSchema, changed: changedSchema },
} as const satisfies JSONSchema;
export type RunStateChange = FromSchema<typeof runStateChangeSchema>;
export const runStateChangeExample: RunStateChange = { state: 'RUNNING', changed: { tasks: 3 } };

const wantedTaskStateSchema = {
  type: 'string',
  description: 'KILLED stops, QUEUED runs again with a fresh retry budget, COMPLETED marks as done by hand.',
  enum: ['KILLED', 'QUEUED', 'COMPLETED'],
} as const satisfies JSONSchema;

const downstreamSchema = {
  type: 'boolean',
  default: false,
  description: 'With QUEUED: also everything that depends on it.',
} as const satisfies JSONSchema;

export const taskStateRequestSchema = {
  type: 'object',
  description: 'The state that a task is to have.',
  additionalProperties: false,
  required: ['state'],
  properties: { state: wantedTaskStateSchema, downstream: downstreamSchema },
} as const satisfies JSONSchema;
export type TaskStateRequest = FromSchema<typeof taskStateRequestSchema, { keepDefaultedPropertiesOptional: true }>;
export const taskStateRequestExample: TaskStateRequest = { state: 'QUEUED', downstream: true };

export const taskStateChangeSchema = {
  type: 'object',
  description: 'The state of the task now, and what was changed.',
  additionalProperties: false,
  required: ['state', 'changed'],
  properties: { state: taskStateSchema, changed: changedSchema },
} as const satisfies JSONSchema;
export type TaskStateChange = FromSchema<typeof taskStateChangeSchema>;
export const taskStateChangeExample: TaskStateChange = { state: 'QUEUED', changed: { tasks: 5 } };

export const bulkRequestSchema = {
  type: 'object',
  description: 'The state that many tasks are to have, chosen by a filter or by name.',
  additionalProperties: false,
  required: ['state'],
  properties: {
    state: wantedTaskStateSchema,
    downstream: downstreamSchema,
    filter: {
      type: 'object',
      description: 'Tasks for which all of this is true.',
      additionalProperties: false,
      minProperties: 1,
      properties: {
        state: {
          description: 'One state or several.',
          oneOf: [taskStateSchema, { type: 'array', minItems: 1, items: taskStateSchema }],
        },
        name: { type: 'string', minLength: 1, maxLength: 1000, description: 'Regular expression.' },
        template: { type: 'string', minLength: 1, maxLength: 256 },
      },
    },
    names: { type: 'array', minItems: 1, items: { type: 'string' } },
    dryRun: { type: 'boolean', default: false, description: 'Only say what would happen.' },
  },
  oneOf: [{ required: ['filter'] }, { required: ['names'] }],
} as const satisfies JSONSchema;
export type BulkRequest = FromSchema<typeof bulkRequestSchema, { keepDefaultedPropertiesOptional: true }>;
export const bulkRequestExample: BulkRequest = {
  state: 'QUEUED',
  downstream: false,
  filter: { state: 'ERRORED', name: '^pull_', template: 'pull' },
  dryRun: true,
};

export const bulkAnswerSchema = {
  type: 'object',
  description: 'What became of a change of many tasks.',
  additionalProperties: false,
  required: ['matched', 'changed', 'refused'],
  properties: {
    matched: { type: 'integer', minimum: 0, description: 'Tasks that were chosen.' },
    changed: {
      type: 'integer',
      minimum: 0,
      description:
        'Tasks in another state, or that will be when they have stopped; with `downstream` also those reached by it.',
    },
    refused: {
      type: 'array',
      description: 'At most 1,000 are named.',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['name', 'reason'],
        properties: { name: { type: 'string' }, reason: { type: 'string' } },
      },
    },
  },
} as const satisfies JSONSchema;
export type BulkAnswer = FromSchema<typeof bulkAnswerSchema>;
export const bulkAnswerExample: BulkAnswer = {
  matched: 3,
  changed: 2,
  refused: [{ name: 'pull_7', reason: 'a task that is RUNNING cannot be queued again' }],
};
