/** Config of NoopTaskExecutor, as the config file has it. */
export interface NoopConfig {
  /** Most tasks at once; no limit when absent. */
  readonly threads?: number;
}

export const NOOP_CONFIG_SCHEMA = {
  type: 'object',
  additionalProperties: false,
  properties: {
    threads: { type: 'integer', minimum: 1, description: 'Most tasks at once; no limit when absent.' },
  },
} as const;
