import type { TaskRange } from './events';

/** Ascending task numbers as blocks: a reset of a million tasks is one small event. */
export function rangesOf(tasks: Iterable<number>): TaskRange[] {
  const ranges: [number, number][] = [];
  for (const task of tasks) {
    const last = ranges.at(-1);
    if (last && last[1] === task - 1) last[1] = task;
    else ranges.push([task, task]);
  }
  return ranges;
}
