import type { TimedAttempt } from './attempt-log';
import type { Dependencies } from './dependencies';

/** Of attempt i, entry i of each. */
export interface Waits {
  /**
   * From when on it could have started: the end of its last parent or of the attempt before it, or the beginning of the run;
   * NaN: not known.
   */
  readonly ready: Float64Array;
  /** The attempt whose end that was; -1: none. */
  readonly after: Int32Array;
}

/** Successful ends of one task, or of all tasks of one template, in their order. */
interface Ends {
  readonly stops: number[];
  readonly attempts: number[];
}

/** How long attempts have waited, as far as times of attempts and the graph tell. */
export function findWaits(attempts: readonly TimedAttempt[], dependencies: Dependencies, runStart: number): Waits {
  const ends = endsOf(attempts, dependencies.by);
  const ready = new Float64Array(attempts.length);
  const after = new Int32Array(attempts.length).fill(-1);
  const before = new Map<string, number>();
  attempts.forEach((attempt, index) => {
    const { task, template, start } = attempt;
    let latest = -Infinity;
    const take = (stop: number, of: number): void => {
      if (stop <= latest) return;
      latest = stop;
      after[index] = of;
    };
    const previous = before.get(task);
    before.set(task, index);
    if (previous !== undefined) take(Math.min(start, attempts[previous]?.stop ?? start), previous);
    for (const parent of dependencies.parents.get(dependencies.by === 'task' ? task : template) ?? []) {
      const of = ends.get(parent);
      const place = of === undefined ? -1 : lastUpTo(of.stops, start);
      if (of !== undefined && place >= 0) take(of.stops[place] ?? 0, of.attempts[place] ?? -1);
    }
    const isUnknown = dependencies.by === 'template' && dependencies.unknown.has(template) && previous === undefined;
    ready[index] = isUnknown ? NaN : latest === -Infinity ? Math.min(runStart, start) : latest;
  });
  return { ready, after };
}

function endsOf(attempts: readonly TimedAttempt[], by: Dependencies['by']): ReadonlyMap<string, Ends> {
  const ends = new Map<string, Ends>();
  const ended = attempts.map((_, index) => index).filter((index) => hasSucceeded(attempts[index]));
  ended.sort((a, b) => (attempts[a]?.stop ?? 0) - (attempts[b]?.stop ?? 0));
  for (const index of ended) {
    const { task = '', template = '', stop = 0 } = attempts[index] ?? {};
    const key = by === 'task' ? task : template;
    let of = ends.get(key);
    if (of === undefined) ends.set(key, (of = { stops: [], attempts: [] }));
    of.stops.push(stop);
    of.attempts.push(index);
  }
  return ends;
}

export function hasSucceeded(attempt: TimedAttempt | undefined): boolean {
  return attempt?.stop !== undefined && attempt.cause === 'exit' && attempt.rc === 0;
}

/** Place of the last value that is at most `limit`; -1: none is. */
function lastUpTo(values: readonly number[], limit: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((values[middle] ?? 0) <= limit) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
