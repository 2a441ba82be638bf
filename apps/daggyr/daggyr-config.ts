import type { FromSchema } from 'json-schema-to-ts';
import { serverKeys } from '#server/config/server-keys';

/** Of daggyr's config file; config/daggyr.schema.json is this. */
export const daggyrConfigSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Configuration of daggyr',
  type: 'object',
  additionalProperties: false,
  properties: {
    $schema: { type: 'string', description: 'For editors.' },
    ...serverKeys(2504),
    capacity_overrides: {
      type: 'object',
      additionalProperties: false,
      description: 'What tasks may use, instead of what the runner finds by itself.',
      properties: {
        cores: { type: 'number', minimum: 0, description: '0: all of them. By itself: all but 2, at least 1.' },
        memory_mb: { type: 'number', minimum: 1, description: 'By itself: 75 % of the memory, at least 100 MB.' },
      },
      default: {},
    },
    'cgroup-root': {
      type: 'string',
      pattern: '^/',
      description: 'The cgroup v2 directory to work under; by itself the one that the runner was started in.',
    },
    'job-name-prefix': {
      type: 'string',
      pattern: '^[A-Za-z0-9_.-]{1,64}$',
      default: 'daggyr',
      description: 'Begins the name of the cgroup that all tasks get theirs under.',
    },
    'storage-root': {
      type: 'string',
      minLength: 1,
      description:
        'What tasks write lies here until they are forgotten; $XDG_STATE_HOME/daggyr or ~/.local/state/daggyr.',
    },
    limits: {
      type: 'object',
      additionalProperties: false,
      required: ['maxOutputBytes', 'minFreeMB'],
      properties: {
        maxOutputBytes: {
          type: 'integer',
          minimum: 1024,
          default: 10_485_760,
          description: "Kept of each of stdout and stderr of a task; past it the middle is cut out. As daggyd's.",
        },
        minFreeMB: {
          type: 'number',
          minimum: 0,
          default: 100,
          description: 'With less free on the disk of "storage-root" no tasks are taken in.',
        },
      },
      default: {},
    },
    isolation: {
      type: 'object',
      additionalProperties: false,
      required: ['cgroup', 'pid', 'mount', 'network'],
      properties: {
        cgroup: {
          type: ['boolean', 'string'],
          enum: [true, false, 'without-limits'],
          default: true,
          description:
            'A cgroup of its own that holds each task to its cores, memory and processes; "without-limits": one that only accounts.',
        },
        pid: { type: 'boolean', default: true, description: 'A task sees and signals its own processes only.' },
        mount: { type: 'boolean', default: true, description: 'What a task mounts is seen by itself only.' },
        network: { type: 'boolean', default: false, description: "Loopback only; a task's own isolateNetwork wins." },
      },
      default: {},
    },
    auth: {
      type: 'object',
      additionalProperties: false,
      required: ['token'],
      properties: {
        token: {
          type: 'string',
          writeOnly: true,
          pattern: '^[\\x21-\\x7e]{8,}$',
          description: 'Clients send it as a bearer token; at least 8 visible ASCII characters.',
        },
      },
    },
    allowUnauthenticated: {
      type: 'boolean',
      default: false,
      description: 'Listens also beyond this host without a token: whoever can reach it can run anything.',
    },
  },
} as const;

type FileConfig = FromSchema<typeof daggyrConfigSchema>;

/** With the schema's defaults filled in. */
export type DaggyrConfig = FileConfig &
  Required<
    Pick<
      FileConfig,
      | 'web-threads'
      | 'port'
      | 'ip'
      | 'cors'
      | 'capacity_overrides'
      | 'job-name-prefix'
      | 'limits'
      | 'isolation'
      | 'allowUnauthenticated'
    >
  >;
