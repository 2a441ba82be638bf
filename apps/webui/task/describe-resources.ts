import type { Attempt } from '#wire/attempt';
import { formatDuration } from '../time/format-duration';

/** What an attempt used, in words: `3.2 s of CPU, at most 88.5 MB of memory`; empty when nothing was measured. */
export function describeResources({ cpuSeconds, maxRssMB, ...others }: Attempt['resources']): string {
  const words: string[] = [];
  if (cpuSeconds !== undefined) words.push(`${formatDuration(cpuSeconds * 1000)} of CPU`);
  if (maxRssMB !== undefined) words.push(`at most ${amount(maxRssMB)} MB of memory`);
  for (const [name, value] of Object.entries(others)) words.push(`${name} ${amount(value)}`);
  return words.join(', ');
}

function amount(value: unknown): string {
  return typeof value === 'number' ? value.toLocaleString('en', { maximumFractionDigits: 1 }) : String(value);
}
