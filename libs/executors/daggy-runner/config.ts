import type { Problem } from '#dag/spec/problem';
import { quote } from '#dag/spec/words';

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

/** What is said of urls in words rather than by a pattern, without secrets. Pointers are relative to the config. */
export function runnerConfigProblems({ runners }: DaggyRunnerConfig): readonly Problem[] {
  const places = new Map<string, number>();
  const problems: Problem[] = [];
  for (const [index, { url }] of runners.entries()) {
    const message = urlProblem(url) ?? twinProblem(new URL(url).origin, index, places);
    if (message !== undefined) problems.push({ pointer: `/runners/${index}/url`, message });
  }
  return problems;
}

function urlProblem(url: string): string | undefined {
  if (url.includes('@')) return 'must not contain a name and password: a runner is told its "token"';
  // The parser would pass spaces and backslashes over.
  const isPlain = /^https?:\/\/[^/?#\\\s]+\/?$/.test(url) && URL.canParse(url);
  return isPlain ? undefined : `must be http://HOST:PORT with a port from 1 to 65535, is ${quote(url)}`;
}

function twinProblem(origin: string, index: number, places: Map<string, number>): string | undefined {
  const earlier = places.get(origin);
  if (earlier !== undefined) return `is the same runner as /runners/${earlier}/url`;
  places.set(origin, index);
  return undefined;
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
          url: { type: 'string', pattern: '^https?://', description: 'http://HOST:PORT' },
          token: {
            type: 'string',
            pattern: '^[\\x21-\\x7e]+$',
            writeOnly: true,
            description: 'The auth.token of that runner: visible ASCII characters.',
          },
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
