/** Config of DaggyRunnerTaskExecutor, as the config file has it. */
export interface DaggyRunnerConfig {
  readonly runners: readonly RunnerAddress[];
  /** A runner that cannot be reached for so long has lost its attempts. */
  readonly lostAfterSeconds?: number;
  /** An attempt that has waited for so long while smaller ones went ahead gets a runner kept for it. */
  readonly reserveAfterSeconds?: number;
}

export interface RunnerAddress {
  /** `http://HOST:PORT`. */
  readonly url: string;
  /** Sent as a bearer token. */
  readonly token?: string;
}

export const DAGGY_RUNNER_CONFIG_SCHEMA = {
  type: 'object',
  additionalProperties: false,
  required: ['runners'],
  properties: {
    runners: {
      type: 'array',
      minItems: 1,
      description: 'The daggyr that tasks run on; of two that are equally good the first listed one is taken.',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['url'],
        properties: {
          url: { type: 'string', pattern: '^https?://[^/?#]+/?$', description: 'http://HOST:PORT' },
          token: { type: 'string', minLength: 1, description: 'The auth.token of that runner.' },
        },
      },
    },
    lostAfterSeconds: {
      type: 'number',
      minimum: 1,
      maximum: 86_400,
      default: 30,
      description: 'A runner that cannot be reached for so long has lost its attempts.',
    },
    reserveAfterSeconds: {
      type: 'number',
      minimum: 0,
      maximum: 86_400,
      default: 30,
      description: 'After so long a task that waits while smaller ones go ahead gets a runner kept for it.',
    },
  },
} as const;
