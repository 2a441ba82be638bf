import type { Controller, ReadFile } from './controller';
import { flatKeyed } from './kernel-text';

const MB = 1024 * 1024;

export const MEMORY: Controller = {
  name: 'memory',
  limit: 'memoryMax',
  settings: ({ memoryMax, memoryMB }) => [
    {
      file: 'memory.max',
      text: memoryMax ?? String(Math.ceil(memoryMB * MB)),
      field: memoryMax === undefined ? 'memoryMB' : 'memoryMax',
    },
    // Swapping would be a way around the limit; a kernel without swap accounting has no such file.
    { file: 'memory.swap.max', text: '0', optional: true },
    // Half a task is of no use to anybody: the kernel kills all of it.
    { file: 'memory.oom.group', text: '1' },
  ],
  measure: (read) => {
    const peak = read('memory.peak');
    const oomKills = oomKillsOf(read);
    return peak === '' ? { oomKills } : { oomKills, memoryPeakMB: Number(peak) / MB };
  },
};

/** Processes that the kernel killed because the task's memory was used up. */
export function oomKillsOf(read: ReadFile): number {
  return flatKeyed(read('memory.events')).get('oom_kill') ?? 0;
}
