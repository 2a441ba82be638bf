import type { FromSchema, JSONSchema } from 'json-schema-to-ts';
import { attemptExample, attemptSchema } from './attempt';
import { causeSchema, taskStateSchema } from './states';
import { exitCodeSchema, nextCursorSchema, optionalTimeSchema } from './values';

/** Why a task does not run; `queue`: its attempt was started, and waits in the queue of what is to run it. */
export const WAIT_CODES = [
  'parents',
  'slot',
  'capacity',
  'retry-time',
  'paused',
  'run-queued',
  'max-parallel',
  'stopped',
  'queue',
] as const;

export const waitingForSchema = {
  type: ['object', 'null'],
  description:
    'Why the task does not run; null: it runs or has ended. A RUNNING task has one, `queue`, as long as its attempt waits where it was sent.',
  additionalProperties: false,
  required: ['code', 'message'],
  properties: {
    code: { type: 'string', enum: WAIT_CODES },
    message: { type: 'string', description: 'For people.' },
  },
} as const satisfies JSONSchema;
export type WaitingFor = FromSchema<typeof waitingForSchema>;

const ofEveryTask = {
  name: { type: 'string' },
  template: { type: 'string' },
  state: taskStateSchema,
  startTime: { ...optionalTimeSchema, description: 'Of the last attempt.' },
  stopTime: { ...optionalTimeSchema, description: 'Of the last attempt.' },
  rc: exitCodeSchema,
  cause: causeSchema,
  waitingFor: waitingForSchema,
} as const;

export const taskSummarySchema = {
  type: 'object',
  description: 'A task as lists show it.',
  additionalProperties: false,
  required: ['name', 'template', 'state', 'attempts', 'startTime', 'stopTime', 'rc', 'cause', 'waitingFor'],
  properties: { ...ofEveryTask, attempts: { type: 'integer', minimum: 0, description: 'How many there were.' } },
} as const satisfies JSONSchema;
export type TaskSummary = FromSchema<typeof taskSummarySchema>;

export const taskSummaryExample: TaskSummary = {
  name: 'transform',
  template: 'transform',
  state: 'QUEUED',
  attempts: 0,
  startTime: null,
  stopTime: null,
  rc: null,
  cause: null,
  waitingFor: { code: 'parents', message: 'waits for pull: 7 of 10 are COMPLETED' },
};

export const taskListSchema = {
  type: 'object',
  description: 'A page of the tasks of a run.',
  additionalProperties: false,
  required: ['items', 'nextCursor'],
  properties: { items: { type: 'array', items: taskSummarySchema }, nextCursor: nextCursorSchema },
} as const satisfies JSONSchema;
export type TaskList = FromSchema<typeof taskListSchema>;
export const taskListExample: TaskList = { items: [taskSummaryExample], nextCursor: 'eyJ2IjoxLCJhIjo0OX0' };

export const taskSchema = {
  type: 'object',
  description: 'A task with its job and its attempts.',
  additionalProperties: false,
  required: [
    ...taskSummarySchema.required,
    'job',
    'parameters',
    'parents',
    'children',
    'pool',
    'maxRetries',
    'retryIntervalSeconds',
    'retryBackoff',
    'timeoutSeconds',
    'isGenerator',
    'priority',
  ],
  properties: {
    ...ofEveryTask,
    attempts: { type: 'array', items: attemptSchema },
    job: {
      type: 'object',
      description: 'What the executor runs, all parameters filled in.',
      additionalProperties: true,
    },
    parameters: {
      type: 'object',
      description: "Parameter -> this task's own value.",
      additionalProperties: { type: 'string' },
    },
    parents: { type: 'array', items: { type: 'string' }, description: 'Templates that it waits for.' },
    children: { type: 'array', items: { type: 'string' }, description: 'Templates that wait for it.' },
    pool: { type: 'string' },
    maxRetries: { type: 'integer', minimum: 0 },
    retryIntervalSeconds: { type: 'number', minimum: 0 },
    retryBackoff: {
      type: ['object', 'null'],
      additionalProperties: false,
      required: ['factor', 'maxSeconds'],
      properties: { factor: { type: 'number', minimum: 1 }, maxSeconds: { type: 'number', minimum: 0 } },
    },
    timeoutSeconds: { type: ['number', 'null'], exclusiveMinimum: 0 },
    isGenerator: { type: 'boolean' },
    priority: { type: 'integer' },
  },
} as const satisfies JSONSchema;
export type Task = FromSchema<typeof taskSchema>;

export const taskExample: Task = {
  name: 'pull_1',
  template: 'pull',
  state: 'COMPLETED',
  attempts: [attemptExample],
  startTime: '2026-11-20T08:00:00.020Z',
  stopTime: '2026-11-20T08:00:04.180Z',
  rc: 0,
  cause: 'exit',
  waitingFor: null,
  job: { command: ['/usr/local/bin/pull', '--date', '2026-11-19'] },
  parameters: { DATE: '2026-11-19' },
  parents: [],
  children: ['transform'],
  pool: 'default',
  maxRetries: 2,
  retryIntervalSeconds: 30,
  retryBackoff: { factor: 2, maxSeconds: 600 },
  timeoutSeconds: null,
  isGenerator: false,
  priority: 0,
};
