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
      description: 'The cgroup v2 directory that tasks get theirs under.',
    },
    'job-name-prefix': {
      type: 'string',
      pattern: '^[A-Za-z0-9_.-]{1,64}$',
      default: 'daggyr',
      description: "Begins the name of every task's cgroup and folder.",
    },
    'storage-root': {
      type: 'string',
      minLength: 1,
      description:
        'Tasks and their output lie here while the runner runs; $XDG_STATE_HOME/daggyr or ~/.local/state/daggyr.',
    },
    isolation: {
      type: 'object',
      additionalProperties: false,
      required: ['cgroup', 'pid', 'mount', 'network'],
      properties: {
        cgroup: { type: 'boolean', default: true, description: 'Limits cores, memory and processes.' },
        pid: { type: 'boolean', default: true },
        mount: { type: 'boolean', default: true },
        network: { type: 'boolean', default: false, description: "A task's own isolateNetwork wins." },
      },
      default: {},
    },
    auth: {
      type: 'object',
      additionalProperties: false,
      required: ['token'],
      properties: { token: { type: 'string', minLength: 8, description: 'Clients send it as a bearer token.' } },
    },
  },
} as const;

type FileConfig = FromSchema<typeof daggyrConfigSchema>;

/** With the schema's defaults filled in. */
export type DaggyrConfig = FileConfig &
  Required<
    Pick<FileConfig, 'web-threads' | 'port' | 'ip' | 'cors' | 'capacity_overrides' | 'job-name-prefix' | 'isolation'>
  >;
