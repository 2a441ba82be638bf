import type { FromSchema, JSONSchema } from 'json-schema-to-ts';
import { resourcesSchema } from './attempt';
import { capacityAnswerExample, capacityAnswerSchema } from './capacity';
import { causeSchema } from './states';
import { exitCodeSchema, optionalTimeSchema, timeSchema } from './values';

/** Chosen by the client, or by the runner when it is left out. */
export const taskIDSchema = {
  type: 'string',
  pattern: '^[A-Za-z0-9_.-]{1,128}$',
  description: 'Names a task for ever: the same id again starts nothing twice.',
} as const satisfies JSONSchema;

/** The fields of a runner job are checked by the same code as those of a definition (libs/executors/daggy-runner). */
export const runnerTaskRequestSchema = {
  type: 'object',
  description: 'A task to be started: the fields of a runner job, and two of its own.',
  required: ['cores', 'memoryMB'],
  properties: {
    taskID: taskIDSchema,
    timeoutSeconds: { type: 'number', exclusiveMinimum: 0, description: 'After so long the task is stopped.' },
    command: { type: 'array', items: { type: 'string' }, description: 'Program and arguments.' },
    commandString: { type: 'string' },
    environment: {},
    workDir: { type: 'string' },
    userID: {},
    cores: { description: 'More than 0; fractions are possible.' },
    memoryMB: { description: 'In units of 1,048,576 bytes.' },
    cpuMax: { type: 'string', description: 'The text of cpu.max.' },
    memoryMax: { type: 'string', description: 'The text of memory.max.' },
    ioMax: { type: 'string', description: 'Lines of io.max.' },
    pidsMax: { description: 'Most processes and threads.' },
    isolateNetwork: { description: 'Whether the task has a network of its own, with loopback only.' },
  },
} as const satisfies JSONSchema;
export const runnerTaskRequestExample = {
  taskID: 'render-17',
  command: ['/usr/local/bin/render', '--frame', '17'],
  cores: 2,
  memoryMB: 512,
  timeoutSeconds: 600,
};

export const runnerTaskCreatedSchema = {
  type: 'object',
  description: 'The task was taken in, now or earlier.',
  additionalProperties: false,
  required: ['taskID'],
  properties: { taskID: taskIDSchema },
} as const satisfies JSONSchema;
export type RunnerTaskCreated = FromSchema<typeof runnerTaskCreatedSchema>;
export const runnerTaskCreatedExample: RunnerTaskCreated = { taskID: 'render-17' };

/** What is in force; a limit that is not there is null. */
export const limitsSchema = {
  type: 'object',
  description: 'The limits in force; null: none.',
  additionalProperties: false,
  required: ['cpuMax', 'memoryMax', 'ioMax', 'pidsMax'],
  properties: {
    cpuMax: { type: ['string', 'null'] },
    memoryMax: { type: ['string', 'null'] },
    ioMax: { type: ['string', 'null'] },
    pidsMax: { type: ['string', 'null'] },
  },
} as const satisfies JSONSchema;
export type Limits = FromSchema<typeof limitsSchema>;

/** A task in brief: all there is to know of its end but its output. */
export const runnerTaskBriefSchema = {
  type: 'object',
  description: 'A task of a runner, in brief.',
  additionalProperties: false,
  required: [
    'taskID',
    'state',
    'cores',
    'memoryMB',
    'startTime',
    'stopTime',
    'rc',
    'cause',
    'outputBytes',
    'errorBytes',
    'truncated',
    'executorLog',
    'resources',
  ],
  properties: {
    taskID: taskIDSchema,
    state: { type: 'string', enum: ['RUNNING', 'FINISHED'] },
    cores: { type: 'number', description: 'Of the capacity; given back when it has finished.' },
    memoryMB: { type: 'number' },
    startTime: timeSchema,
    stopTime: optionalTimeSchema,
    rc: exitCodeSchema,
    cause: causeSchema,
    outputBytes: { type: 'integer', minimum: 0, description: 'Written to stdout, kept or not.' },
    errorBytes: { type: 'integer', minimum: 0 },
    truncated: { type: 'boolean', description: 'A cap cut the middle of stdout or stderr out.' },
    executorLog: { type: 'string', description: 'Where it ran, why it failed.' },
    resources: resourcesSchema,
  },
} as const satisfies JSONSchema;
export type RunnerTaskBrief = FromSchema<typeof runnerTaskBriefSchema>;

/** A TaskAttempt: the fields of daggyd's Attempt that a runner knows, and those of the task. */
export const runnerTaskSchema = {
  ...runnerTaskBriefSchema,
  description: 'A task of a runner.',
  required: [...runnerTaskBriefSchema.required, 'pid', 'limits', 'outputLog', 'errorLog'],
  properties: {
    ...runnerTaskBriefSchema.properties,
    pid: { type: ['integer', 'null'], description: 'On the host of the runner; null: none, or no more.' },
    limits: limitsSchema,
    outputLog: { type: 'string', description: 'The last 64 KiB of stdout.' },
    errorLog: { type: 'string', description: 'The same of stderr.' },
  },
} as const satisfies JSONSchema;
export type RunnerTask = FromSchema<typeof runnerTaskSchema>;

export const runnerTaskBriefExample: RunnerTaskBrief = {
  taskID: 'render-17',
  state: 'FINISHED',
  cores: 2,
  memoryMB: 512,
  startTime: '2026-11-20T08:00:00.020Z',
  stopTime: '2026-11-20T08:00:04.180Z',
  rc: 0,
  cause: 'exit',
  outputBytes: 19,
  errorBytes: 0,
  truncated: false,
  executorLog: '',
  resources: { cpuSeconds: 3.2, maxRssMB: 88.5, throttledSeconds: 0.4 },
};

export const runnerTaskExample: RunnerTask = {
  ...runnerTaskBriefExample,
  pid: null,
  limits: { cpuMax: '200000 100000', memoryMax: '536870912', ioMax: null, pidsMax: null },
  outputLog: 'rendered 1 frame\n',
  errorLog: '',
};

/** What a runner is and has free; each change of it has a greater revision. */
export const runnerStatusSchema = {
  type: 'object',
  description: 'What a runner is and what is free of it.',
  additionalProperties: false,
  required: ['instance', 'revision', 'capacity'],
  properties: {
    instance: {
      type: 'string',
      description: 'Another one after each start: a runner that was restarted knows nothing.',
    },
    revision: { type: 'integer', minimum: 0, description: 'Of two answers of one instance the greater one is newer.' },
    capacity: capacityAnswerSchema,
  },
} as const satisfies JSONSchema;
export type RunnerStatus = FromSchema<typeof runnerStatusSchema>;

export const runnerTaskListSchema = {
  type: 'object',
  description: 'Tasks of a runner.',
  additionalProperties: false,
  required: ['runner', 'finished', 'items'],
  properties: {
    runner: runnerStatusSchema,
    finished: {
      type: 'integer',
      minimum: 0,
      description: 'How many have finished so far: `finishedSince` of the next request.',
    },
    items: { type: 'array', items: runnerTaskBriefSchema },
  },
} as const satisfies JSONSchema;
export type RunnerTaskList = FromSchema<typeof runnerTaskListSchema>;
export const runnerStatusExample: RunnerStatus = {
  instance: '9f86d081884c7d65',
  revision: 42,
  capacity: capacityAnswerExample,
};
export const runnerTaskListExample: RunnerTaskList = {
  runner: runnerStatusExample,
  finished: 1,
  items: [runnerTaskBriefExample],
};

export const startTasksRequestSchema = {
  type: 'object',
  description: 'Tasks to be started; each one as for `POST /task`, with its id.',
  additionalProperties: false,
  required: ['tasks'],
  properties: { tasks: { type: 'array', maxItems: 1000, items: { type: 'object' } } },
} as const satisfies JSONSchema;
export const startTasksRequestExample = { tasks: [runnerTaskRequestExample] };

export const startTasksAnswerSchema = {
  type: 'object',
  description: 'What became of each, in the order of the request.',
  additionalProperties: false,
  required: ['runner', 'items'],
  properties: {
    runner: runnerStatusSchema,
    items: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['taskID', 'status', 'message'],
        properties: {
          taskID: taskIDSchema,
          status: {
            type: 'string',
            enum: ['started', 'no-room', 'rejected'],
            description: 'started: now or earlier; rejected: it can never run here.',
          },
          message: { type: 'string', description: 'Why not; empty when it was started.' },
        },
      },
    },
  },
} as const satisfies JSONSchema;
export type StartTasksAnswer = FromSchema<typeof startTasksAnswerSchema>;
export const startTasksAnswerExample: StartTasksAnswer = {
  runner: runnerStatusExample,
  items: [{ taskID: 'render-17', status: 'started', message: '' }],
};

export const stopTasksRequestSchema = {
  type: 'object',
  description: 'Tasks to be stopped; their results and output stay.',
  additionalProperties: false,
  required: ['taskIDs', 'cause'],
  properties: {
    taskIDs: { type: 'array', items: taskIDSchema },
    cause: { type: 'string', enum: ['killed', 'timeout'] },
  },
} as const satisfies JSONSchema;
export type StopTasksRequest = FromSchema<typeof stopTasksRequestSchema>;
export const stopTasksRequestExample: StopTasksRequest = { taskIDs: ['render-17'], cause: 'killed' };

export const forgetTasksRequestSchema = {
  type: 'object',
  description: 'Tasks to be forgotten with their output; those that run are stopped.',
  additionalProperties: false,
  required: ['taskIDs'],
  properties: { taskIDs: { type: 'array', items: taskIDSchema } },
} as const satisfies JSONSchema;
export type ForgetTasksRequest = FromSchema<typeof forgetTasksRequestSchema>;
export const forgetTasksRequestExample: ForgetTasksRequest = { taskIDs: ['render-17'] };
