import type { FromSchema, JSONSchema } from 'json-schema-to-ts';
import { CAUSES, taskStateSchema } from './states';
import { exitCodeSchema } from './values';

const names = { type: 'array', items: { type: 'string' } } as const satisfies JSONSchema;
const indexes = { type: 'array', items: { type: 'integer', minimum: 0 } } as const satisfies JSONSchema;
const times = {
  type: 'array',
  items: { type: ['integer', 'null'] },
  description: 'Of the last attempt, in milliseconds since 1970.',
} as const satisfies JSONSchema;

export const taskColumnsSchema = {
  type: 'object',
  description:
    'Tasks of a run in submission order, as arrays of one length: entry i of each belongs to task `first` + i.',
  additionalProperties: false,
  required: ['first', 'taskCount', 'states', 'causes', 'templates', 'tasks'],
  properties: {
    first: { type: 'integer', minimum: 0, description: 'Place of the first task; it never changes.' },
    taskCount: { type: 'integer', minimum: 1, description: 'Of the whole run; grows when a generator adds tasks.' },
    states: { type: 'array', items: taskStateSchema, description: 'What indexes of states mean.' },
    causes: { type: 'array', items: { type: 'string', enum: CAUSES }, description: 'What indexes of causes mean.' },
    templates: { ...names, description: 'Those of the tasks in this answer.' },
    tasks: {
      type: 'object',
      additionalProperties: false,
      required: ['name', 'template', 'state', 'attempts', 'startTime', 'stopTime', 'rc', 'cause'],
      properties: {
        name: names,
        template: { ...indexes, description: 'Index into `templates`.' },
        state: { ...indexes, description: 'Index into `states`.' },
        attempts: { ...indexes, description: 'How many there were.' },
        startTime: times,
        stopTime: times,
        rc: { type: 'array', items: exitCodeSchema },
        cause: {
          type: 'array',
          items: { type: ['integer', 'null'], minimum: 0 },
          description: 'Index into `causes`; null: the last attempt has not ended, or there is none.',
        },
      },
    },
  },
} as const satisfies JSONSchema;
export type TaskColumns = FromSchema<typeof taskColumnsSchema>;

export const taskColumnsExample: TaskColumns = {
  first: 0,
  taskCount: 3,
  states: ['QUEUED', 'RUNNING', 'RETRY', 'COMPLETED', 'ERRORED', 'KILLED'],
  causes: ['exit', 'signal', 'oom', 'timeout', 'killed', 'lost', 'rejected', 'spawn-error'],
  templates: ['pull', 'report'],
  tasks: {
    name: ['pull_1', 'pull_2', 'report'],
    template: [0, 0, 1],
    state: [3, 1, 0],
    attempts: [1, 2, 0],
    startTime: [1795680000020, 1795680004200, null],
    stopTime: [1795680004180, null, null],
    rc: [0, null, null],
    cause: [0, null, null],
  },
};
