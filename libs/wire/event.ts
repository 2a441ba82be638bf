import type { FromSchema, JSONSchema } from 'json-schema-to-ts';
import { causeSchema, runStateSchema, taskStateSchema } from './states';
import { exitCodeSchema, runIDSchema, timeSchema } from './values';

const runChanged = {
  type: 'object',
  description: 'A run has another state.',
  additionalProperties: false,
  required: ['type', 'time', 'runID', 'state'],
  properties: { type: { type: 'string', enum: ['run'] }, time: timeSchema, runID: runIDSchema, state: runStateSchema },
} as const satisfies JSONSchema;

const runRemoved = {
  type: 'object',
  description: 'A run was removed.',
  additionalProperties: false,
  required: ['type', 'time', 'runID'],
  properties: { type: { type: 'string', enum: ['run-removed'] }, time: timeSchema, runID: runIDSchema },
} as const satisfies JSONSchema;

const taskChanged = {
  type: 'object',
  description: 'A task has another state.',
  additionalProperties: false,
  required: ['type', 'time', 'runID', 'task', 'state', 'attempt'],
  properties: {
    type: { type: 'string', enum: ['task'] },
    time: timeSchema,
    runID: runIDSchema,
    task: { type: 'string' },
    state: taskStateSchema,
    attempt: { type: 'integer', minimum: 0, description: 'Number of the last attempt; 0: there was none.' },
    rc: exitCodeSchema,
    cause: causeSchema,
  },
} as const satisfies JSONSchema;

const tasksChanged = {
  type: 'object',
  description: 'Many tasks have another state at once; they are not named one by one.',
  additionalProperties: false,
  required: ['type', 'time', 'runID', 'state', 'count'],
  properties: {
    type: { type: 'string', enum: ['tasks'] },
    time: timeSchema,
    runID: runIDSchema,
    state: taskStateSchema,
    count: { type: 'integer', minimum: 1 },
  },
} as const satisfies JSONSchema;

const tasksAdded = {
  type: 'object',
  description: 'A generator added tasks.',
  additionalProperties: false,
  required: ['type', 'time', 'runID', 'task', 'count'],
  properties: {
    type: { type: 'string', enum: ['tasks-added'] },
    time: timeSchema,
    runID: runIDSchema,
    task: { type: 'string', description: 'The generator.' },
    count: { type: 'integer', minimum: 0 },
  },
} as const satisfies JSONSchema;

const missed = {
  type: 'object',
  description: 'Events after Last-Event-ID are no longer kept: read afresh what is shown.',
  additionalProperties: false,
  required: ['type', 'time'],
  properties: { type: { type: 'string', enum: ['missed'] }, time: timeSchema },
} as const satisfies JSONSchema;

/** `data` of a server-sent event; its `event` field is the type, its `id` what Last-Event-ID goes by. */
export const eventSchema = {
  description: 'A state change, as `data` of a server-sent event.',
  oneOf: [runChanged, runRemoved, taskChanged, tasksChanged, tasksAdded, missed],
} as const satisfies JSONSchema;
export type Event = FromSchema<typeof eventSchema>;

export const eventExample: Event = {
  type: 'task',
  time: '2026-11-20T08:00:04.180Z',
  runID: 42,
  task: 'pull_1',
  state: 'COMPLETED',
  attempt: 1,
  rc: 0,
  cause: 'exit',
};
