import type { FromSchema, JSONSchema } from 'json-schema-to-ts';
import { runStateSchema, taskCountsSchema } from './states';
import { nextCursorSchema, optionalTimeSchema, runIDSchema, timeSchema } from './values';

export const runSummarySchema = {
  type: 'object',
  description: 'A run as lists show it.',
  additionalProperties: false,
  required: [
    'runID',
    'tag',
    'state',
    'submitTime',
    'startTime',
    'stopTime',
    'lastUpdate',
    'taskCounts',
    'taskCount',
    'pool',
  ],
  properties: {
    runID: runIDSchema,
    tag: { type: 'string' },
    state: runStateSchema,
    submitTime: timeSchema,
    startTime: optionalTimeSchema,
    stopTime: optionalTimeSchema,
    lastUpdate: timeSchema,
    taskCounts: taskCountsSchema,
    taskCount: { type: 'integer', minimum: 1, description: 'Task instances, generated ones included.' },
    pool: { type: 'string', description: 'The pool of tasks that name none.' },
  },
} as const satisfies JSONSchema;
export type RunSummary = FromSchema<typeof runSummarySchema>;

export const runSummaryExample: RunSummary = {
  runID: 42,
  tag: 'nightly-ingest',
  state: 'RUNNING',
  submitTime: '2026-11-20T08:00:00.000Z',
  startTime: '2026-11-20T08:00:00.012Z',
  stopTime: null,
  lastUpdate: '2026-11-20T08:03:41.530Z',
  taskCounts: { QUEUED: 3, RUNNING: 2, RETRY: 0, COMPLETED: 7, ERRORED: 0, KILLED: 0 },
  taskCount: 12,
  pool: 'default',
};

export const runListSchema = {
  type: 'object',
  description: 'A page of runs, newest first.',
  additionalProperties: false,
  required: ['items', 'nextCursor'],
  properties: { items: { type: 'array', items: runSummarySchema }, nextCursor: nextCursorSchema },
} as const satisfies JSONSchema;
export type RunList = FromSchema<typeof runListSchema>;
export const runListExample: RunList = { items: [runSummaryExample], nextCursor: null };

export const runCreatedSchema = {
  type: 'object',
  description: 'A run was accepted, and is durable.',
  additionalProperties: false,
  required: ['runID', 'state', 'taskCount'],
  properties: { runID: runIDSchema, state: runStateSchema, taskCount: { type: 'integer', minimum: 1 } },
} as const satisfies JSONSchema;
export type RunCreated = FromSchema<typeof runCreatedSchema>;
export const runCreatedExample: RunCreated = { runID: 42, state: 'QUEUED', taskCount: 12 };

export const validationReportSchema = {
  type: 'object',
  description: 'What a definition would become; nothing was run.',
  additionalProperties: false,
  required: ['valid', 'taskCount', 'templates', 'edges', 'longestChain'],
  properties: {
    valid: { type: 'boolean', enum: [true] },
    taskCount: { type: 'integer', minimum: 1 },
    templates: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['name', 'instances'],
        properties: { name: { type: 'string' }, instances: { type: 'integer', minimum: 1 } },
      },
    },
    edges: {
      type: 'array',
      description: 'Which template waits for which.',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['parent', 'child', 'same'],
        properties: {
          parent: { type: 'string', description: 'Name of a template.' },
          child: { type: 'string' },
          same: {
            type: 'array',
            items: { type: 'string' },
            description: 'Parameters that tie instances pairwise; none: all of all.',
          },
        },
      },
    },
    longestChain: { type: 'integer', minimum: 1, description: 'Tasks on the longest way through the graph.' },
  },
} as const satisfies JSONSchema;
export type ValidationReport = FromSchema<typeof validationReportSchema>;
export const validationReportExample: ValidationReport = {
  valid: true,
  taskCount: 12,
  templates: [
    { name: 'pull', instances: 10 },
    { name: 'transform', instances: 1 },
    { name: 'report', instances: 1 },
  ],
  edges: [
    { parent: 'pull', child: 'transform', same: [] },
    { parent: 'transform', child: 'report', same: [] },
  ],
  longestChain: 3,
};
