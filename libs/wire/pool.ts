import type { FromSchema, JSONSchema } from 'json-schema-to-ts';
import { capacitySchema } from './capacity';
import { optionalTimeSchema } from './values';

export const poolSchema = {
  type: 'object',
  description: 'An executor and what it is doing.',
  additionalProperties: false,
  required: ['name', 'kind', 'capacity', 'running', 'waiting'],
  properties: {
    name: { type: 'string', description: '`default` is the pool of runs that name none.' },
    kind: { type: 'string', description: 'Name of the executor, such as ForkingTaskExecutor.' },
    capacity: {
      type: 'object',
      additionalProperties: false,
      required: ['slots'],
      properties: {
        slots: { type: ['integer', 'null'], minimum: 0, description: 'Most attempts at once; null: not limited here.' },
      },
    },
    running: { type: 'integer', minimum: 0 },
    waiting: { type: 'integer', minimum: 0, description: 'Tasks that could start but for room.' },
    queue: {
      type: 'object',
      description: 'Of an executor whose back end has a queue of its own, such as Slurm.',
      additionalProperties: false,
      required: ['pending', 'trouble'],
      properties: {
        pending: { type: 'integer', minimum: 0, description: 'Of `running`, those that have not begun there.' },
        trouble: { type: ['string', 'null'], description: 'Why the back end does not answer; null: it does.' },
      },
    },
    runners: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['url', 'state', 'total', 'free', 'running', 'heardTime'],
        properties: {
          url: { type: 'string' },
          state: {
            type: 'string',
            enum: ['up', 'unreachable', 'lost'],
            description: 'unreachable: its attempts are still waited for; lost: they were given up.',
          },
          total: { ...capacitySchema, type: ['object', 'null'] },
          free: { ...capacitySchema, type: ['object', 'null'] },
          running: { type: 'integer', minimum: 0, description: 'Attempts of this daggyd there.' },
          heardTime: { ...optionalTimeSchema, description: 'When it last answered; null: never.' },
        },
      },
    },
  },
} as const satisfies JSONSchema;
export type Pool = FromSchema<typeof poolSchema>;

export const poolListSchema = {
  type: 'object',
  description: 'All pools.',
  additionalProperties: false,
  required: ['items'],
  properties: { items: { type: 'array', items: poolSchema } },
} as const satisfies JSONSchema;
export type PoolList = FromSchema<typeof poolListSchema>;

export const poolListExample: PoolList = {
  items: [
    { name: 'default', kind: 'ForkingTaskExecutor', capacity: { slots: 10 }, running: 10, waiting: 37 },
    {
      name: 'slurm',
      kind: 'SlurmTaskExecutor',
      capacity: { slots: null },
      running: 120,
      waiting: 0,
      queue: { pending: 56, trouble: null },
    },
    {
      name: 'runners',
      kind: 'DaggyRunnerTaskExecutor',
      capacity: { slots: null },
      running: 1,
      waiting: 0,
      runners: [
        {
          url: 'http://ingest-1:2504',
          state: 'up',
          total: { cores: 30, memoryMB: 98_304 },
          free: { cores: 28, memoryMB: 90_112 },
          running: 1,
          heardTime: '2026-11-20T08:00:04.180Z',
        },
      ],
    },
  ],
};
