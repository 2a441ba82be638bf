import { readFileSync } from 'node:fs';

const MOST = 4_000;
/** What a launcher needs for itself. */
const OTHER_FILES = 64;

/** How many tasks may run at once: a launcher has two open files for each. From the text of /proc/self/limits. */
export function mostTasks(limits = readFileSync('/proc/self/limits', 'utf8')): number {
  const [, hard] = /^Max open files +\S+ +(\d+)/m.exec(limits) ?? [];
  return hard === undefined ? MOST : Math.min(MOST, Math.floor((Number(hard) - OTHER_FILES) / 2));
}
