import type { Controller } from './controller';
import { flatKeyed } from './kernel-text';

const PERIOD = 100_000;
/** The kernel takes no quota below it, and no period above the long one; all in microseconds. */
const LEAST_QUOTA = 1_000;
const LONG_PERIOD = 1_000_000;

export const CPU: Controller = {
  name: 'cpu',
  limit: 'cpuMax',
  settings: ({ cpuMax, cores }) => [
    { file: 'cpu.max', text: cpuMax ?? quotaOf(cores), field: cpuMax === undefined ? 'cores' : 'cpuMax' },
  ],
  measure: (read) => cpuUsage(read('cpu.stat')),
};

function quotaOf(cores: number): string {
  const period = cores * PERIOD < LEAST_QUOTA ? LONG_PERIOD : PERIOD;
  return `${Math.max(LEAST_QUOTA, Math.round(cores * period))} ${period}`;
}

/** Of cpu.stat; what is there without a controller too is all there may be. */
export function cpuUsage(text: string): { [measure: string]: number } {
  const stat = flatKeyed(text);
  const seconds = (name: string): number => (stat.get(name) ?? 0) / 1e6;
  const usage = {
    cpuSeconds: seconds('usage_usec'),
    userSeconds: seconds('user_usec'),
    systemSeconds: seconds('system_usec'),
  };
  if (!stat.has('nr_throttled')) return usage;
  return {
    ...usage,
    throttledSeconds: seconds('throttled_usec'),
    throttledPeriods: stat.get('nr_throttled') ?? 0,
    periods: stat.get('nr_periods') ?? 0,
  };
}
