import type { Pool } from '#wire/pool';
import { formatDuration } from '../time/format-duration';

export type Runner = NonNullable<Pool['runners']>[number];

/** Of a runner's state: a sign of its own, because colour alone tells nothing to many people. */
export const RUNNER_SIGNS: Readonly<Record<Runner['state'], string>> = { up: '●', unreachable: '▲', lost: '✗' };

const KINDS: Readonly<Record<string, string>> = {
  ForkingTaskExecutor: 'processes on the host of daggyd',
  DaggyRunnerTaskExecutor: 'runners, each with its cores and memory',
  SlurmTaskExecutor: 'jobs of a Slurm cluster',
  NoopTaskExecutor: 'dry runs: nothing is started',
};

/** What an executor is, for people who do not know its name. */
export function describeKind(kind: string): string {
  return KINDS[kind] ?? '';
}

/** `2 of 30 cores`. */
export function coresText({ total, free }: Runner): string {
  if (total === null || free === null) return 'unknown';
  return `${number(total.cores - free.cores)} of ${number(total.cores)} cores`;
}

/** `8 of 96 GB`, or in MB where that says more. Units of 1,048,576 bytes and 1,024 times as many. */
export function memoryText({ total, free }: Runner): string {
  if (total === null || free === null) return 'unknown';
  const [unit, name] = total.memoryMB >= 10_240 ? [1024, 'GB'] : [1, 'MB'];
  return `${number((total.memoryMB - free.memoryMB) / unit)} of ${number(total.memoryMB / unit)} ${name}`;
}

/** `3 s ago`. Clocks of two hosts differ: what comes from the future is now. */
export function heardText(heardTime: string | null, now: number): string {
  if (heardTime === null) return 'never';
  const age = Math.max(0, now - Date.parse(heardTime));
  return age < 1000 ? 'just now' : `${age < 59_500 ? `${Math.round(age / 1000)} s` : formatDuration(age)} ago`;
}

function number(value: number): string {
  return value.toLocaleString('en', { maximumFractionDigits: 1 });
}
