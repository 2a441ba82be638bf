import type { FromSchema, JSONSchema } from 'json-schema-to-ts';
import { CAUSES } from '#dag/run/outcome';
import { RUN_STATES, TASK_STATES } from '#dag/run/states';

export { CAUSES, RUN_STATES, TASK_STATES };

export const runStateSchema = {
  type: 'string',
  description: 'Of a run.',
  enum: RUN_STATES,
} as const satisfies JSONSchema;
export type RunState = FromSchema<typeof runStateSchema>;

export const taskStateSchema = {
  type: 'string',
  description:
    'Of a task. QUEUED: waits for parents, a slot or a runner; RETRY: for its next attempt; ERRORED: failed, no attempts left.',
  enum: TASK_STATES,
} as const satisfies JSONSchema;
export type TaskState = FromSchema<typeof taskStateSchema>;

export const causeSchema = {
  type: ['string', 'null'],
  description: 'How the last attempt ended; null: it has not, or there is none.',
  enum: [...CAUSES, null],
} as const satisfies JSONSchema;
export type Cause = FromSchema<typeof causeSchema>;

/** Task state -> how many tasks are in it; every state is there. */
export const taskCountsSchema = {
  type: 'object',
  description: 'State -> how many tasks are in it; every state is there.',
  additionalProperties: false,
  required: TASK_STATES,
  properties: {
    QUEUED: { type: 'integer', minimum: 0 },
    RUNNING: { type: 'integer', minimum: 0 },
    RETRY: { type: 'integer', minimum: 0 },
    COMPLETED: { type: 'integer', minimum: 0 },
    ERRORED: { type: 'integer', minimum: 0 },
    KILLED: { type: 'integer', minimum: 0 },
  },
} as const satisfies JSONSchema;
export type TaskCounts = FromSchema<typeof taskCountsSchema>;

export const runStateAnswerSchema = {
  type: 'object',
  description: 'The state of a run.',
  additionalProperties: false,
  required: ['state'],
  properties: { state: runStateSchema },
} as const satisfies JSONSchema;
export type RunStateAnswer = FromSchema<typeof runStateAnswerSchema>;
export const runStateAnswerExample: RunStateAnswer = { state: 'RUNNING' };

export const taskStateAnswerSchema = {
  type: 'object',
  description: 'The state of a task.',
  additionalProperties: false,
  required: ['state'],
  properties: { state: taskStateSchema },
} as const satisfies JSONSchema;
export type TaskStateAnswer = FromSchema<typeof taskStateAnswerSchema>;
export const taskStateAnswerExample: TaskStateAnswer = { state: 'COMPLETED' };
