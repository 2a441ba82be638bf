import type { FromSchema, JSONSchema } from 'json-schema-to-ts';
import { causeSchema } from './states';
import { exitCodeSchema, nextCursorSchema, optionalTimeSchema, timeSchema } from './values';

export const resourcesSchema = {
  type: 'object',
  description: 'What an attempt used; more when its executor measures more.',
  properties: {
    cpuSeconds: { type: 'number', minimum: 0 },
    maxRssMB: { type: 'number', minimum: 0 },
  },
  additionalProperties: { type: 'number' },
} as const satisfies JSONSchema;

export const attemptSchema = {
  type: 'object',
  description: 'One start of a task.',
  additionalProperties: false,
  required: [
    'attempt',
    'startTime',
    'stopTime',
    'rc',
    'cause',
    'outputLog',
    'errorLog',
    'outputBytes',
    'errorBytes',
    'truncated',
    'executorLog',
    'resources',
  ],
  properties: {
    attempt: { type: 'integer', minimum: 1 },
    startTime: timeSchema,
    stopTime: optionalTimeSchema,
    rc: exitCodeSchema,
    cause: causeSchema,
    outputLog: {
      type: 'string',
      description:
        'The last 64 KiB of stdout, of the last 20 attempts of the task; all of it through the output endpoint.',
    },
    errorLog: { type: 'string', description: 'The same of stderr.' },
    outputBytes: { type: 'integer', minimum: 0, description: 'Written to stdout, kept or not.' },
    errorBytes: { type: 'integer', minimum: 0 },
    truncated: { type: 'boolean', description: 'A cap cut the middle of stdout or stderr out.' },
    executorLog: { type: 'string', description: 'Where it runs or ran, why it failed.' },
    resources: resourcesSchema,
  },
} as const satisfies JSONSchema;
export type Attempt = FromSchema<typeof attemptSchema>;

export const attemptExample: Attempt = {
  attempt: 1,
  startTime: '2026-11-20T08:00:00.020Z',
  stopTime: '2026-11-20T08:00:04.180Z',
  rc: 0,
  cause: 'exit',
  outputLog: 'pulled 12,480 rows\n',
  errorLog: '',
  outputBytes: 19,
  errorBytes: 0,
  truncated: false,
  executorLog: 'process 4711 on ingest-1',
  resources: { cpuSeconds: 3.2, maxRssMB: 88.5 },
};

export const attemptRowSchema = {
  type: 'object',
  description: 'One attempt of a run, for timelines.',
  additionalProperties: false,
  required: ['task', 'template', 'attempt', 'startTime', 'stopTime', 'rc', 'cause', 'where'],
  properties: {
    task: { type: 'string' },
    template: { type: 'string' },
    attempt: { type: 'integer', minimum: 1 },
    startTime: timeSchema,
    stopTime: optionalTimeSchema,
    rc: exitCodeSchema,
    cause: causeSchema,
    where: {
      type: 'string',
      description: 'What its executor said of it, cut after 200 characters; its pool when it said nothing.',
    },
  },
} as const satisfies JSONSchema;
export type AttemptRow = FromSchema<typeof attemptRowSchema>;

export const attemptListSchema = {
  type: 'object',
  description: 'A page of the attempts of a run, in the order of their starts.',
  additionalProperties: false,
  required: ['items', 'nextCursor'],
  properties: { items: { type: 'array', items: attemptRowSchema }, nextCursor: nextCursorSchema },
} as const satisfies JSONSchema;
export type AttemptList = FromSchema<typeof attemptListSchema>;
export const attemptListExample: AttemptList = {
  items: [
    {
      task: 'pull_1',
      template: 'pull',
      attempt: 1,
      startTime: '2026-11-20T08:00:00.020Z',
      stopTime: '2026-11-20T08:00:04.180Z',
      rc: 0,
      cause: 'exit',
      where: 'ingest-1',
    },
  ],
  nextCursor: null,
};
