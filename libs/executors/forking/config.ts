/** Config of ForkingTaskExecutor, as the config file has it. */
export interface ForkingConfig {
  /** Most tasks at once. */
  readonly threads?: number;
  /** Between SIGTERM and SIGKILL. */
  readonly stopGraceSeconds?: number;
}

export const FORKING_CONFIG_SCHEMA = {
  type: 'object',
  additionalProperties: false,
  properties: {
    threads: { type: 'integer', minimum: 1, maximum: 10_000, default: 10, description: 'Most tasks at once.' },
    stopGraceSeconds: {
      type: 'number',
      minimum: 0,
      maximum: 86_400,
      default: 5,
      description: 'Seconds between SIGTERM and SIGKILL when a task is stopped.',
    },
  },
} as const;
