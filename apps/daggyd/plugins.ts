import type { Plugins } from './daggyd-config';

/** Every executor and state logger that a config may name, with the schema of its config. */
export const PLUGINS: Plugins = {
  executors: {
    NoopTaskExecutor: { type: 'object', additionalProperties: false, properties: {} },
    ForkingTaskExecutor: {
      type: 'object',
      additionalProperties: false,
      properties: { threads: { type: 'integer', minimum: 1, default: 10, description: 'Most tasks at once.' } },
    },
  },
  loggers: {
    OStreamLogger: {
      type: 'object',
      additionalProperties: false,
      properties: { file: { type: 'string', minLength: 1, default: '-', description: '"-" is stdout.' } },
    },
    SqliteLogger: {
      type: 'object',
      additionalProperties: false,
      properties: {
        file: { type: 'string', minLength: 1, description: 'Relative to the data directory.', default: 'daggy.db' },
        synchronous: { type: 'string', enum: ['full', 'normal'], default: 'full' },
      },
    },
  },
};
