import type { FromSchema, JSONSchema } from 'json-schema-to-ts';
import { taskStateSchema } from './states';

/** An index into another array of the same answer. */
const indexes = { type: 'array', items: { type: 'integer', minimum: 0 } } as const satisfies JSONSchema;
const names = { type: 'array', items: { type: 'string' } } as const satisfies JSONSchema;

const statesSchema = {
  type: 'array',
  items: taskStateSchema,
  description: 'What indexes and positions of states mean.',
} as const satisfies JSONSchema;

export const taskGraphSchema = {
  type: 'object',
  description: 'The tasks of a run and their dependencies, as arrays of one length: entry i of each belongs to node i.',
  additionalProperties: false,
  required: ['by', 'states', 'templates', 'nodes', 'edges', 'taskCount'],
  properties: {
    by: { type: 'string', enum: ['task'] },
    states: statesSchema,
    templates: names,
    nodes: {
      type: 'object',
      additionalProperties: false,
      required: ['name', 'template', 'state'],
      properties: {
        name: names,
        template: { ...indexes, description: 'Index into `templates`.' },
        state: { ...indexes, description: 'Index into `states`.' },
      },
    },
    edges: {
      type: 'object',
      description: 'Edge i leads from node parent[i] to node child[i].',
      additionalProperties: false,
      required: ['parent', 'child'],
      properties: { parent: indexes, child: indexes },
    },
    taskCount: {
      type: 'integer',
      minimum: 1,
      description: 'Of the whole run; more than the nodes of a neighbourhood.',
    },
  },
} as const satisfies JSONSchema;
export type TaskGraph = FromSchema<typeof taskGraphSchema>;

export const taskGraphExample: TaskGraph = {
  by: 'task',
  states: ['QUEUED', 'RUNNING', 'RETRY', 'COMPLETED', 'ERRORED', 'KILLED'],
  templates: ['pull', 'report'],
  nodes: { name: ['pull_1', 'pull_2', 'report'], template: [0, 0, 1], state: [3, 1, 0] },
  edges: { parent: [0, 1], child: [2, 2] },
  taskCount: 3,
};

export const templateGraphSchema = {
  type: 'object',
  description: 'The templates of a run and their dependencies: entry i of each array belongs to node i.',
  additionalProperties: false,
  required: ['by', 'states', 'nodes', 'edges', 'taskCount'],
  properties: {
    by: { type: 'string', enum: ['template'] },
    states: statesSchema,
    nodes: {
      type: 'object',
      additionalProperties: false,
      required: ['name', 'instances', 'counts'],
      properties: {
        name: names,
        instances: indexes,
        counts: { type: 'array', items: indexes, description: 'Of each node: how many instances are in states[j].' },
      },
    },
    edges: {
      type: 'object',
      additionalProperties: false,
      required: ['parent', 'child', 'same'],
      properties: {
        parent: indexes,
        child: indexes,
        same: { type: 'array', items: names, description: 'Parameters that tie instances pairwise; none: all of all.' },
      },
    },
    taskCount: { type: 'integer', minimum: 1 },
  },
} as const satisfies JSONSchema;
export type TemplateGraph = FromSchema<typeof templateGraphSchema>;

export const templateGraphExample: TemplateGraph = {
  by: 'template',
  states: ['QUEUED', 'RUNNING', 'RETRY', 'COMPLETED', 'ERRORED', 'KILLED'],
  nodes: {
    name: ['pull', 'report'],
    instances: [2, 1],
    counts: [
      [0, 1, 0, 1, 0, 0],
      [1, 0, 0, 0, 0, 0],
    ],
  },
  edges: { parent: [0], child: [1], same: [[]] },
  taskCount: 3,
};

export const graphAnswerSchema = {
  description: 'The graph of a run, by task or by template.',
  oneOf: [taskGraphSchema, templateGraphSchema],
} as const satisfies JSONSchema;
export type GraphAnswer = TaskGraph | TemplateGraph;
export const graphAnswerExample: GraphAnswer = taskGraphExample;
