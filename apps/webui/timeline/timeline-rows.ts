import type { TimedAttempt } from './attempt-log';

export type Order = 'start' | 'where';

/** What the rows of a timeline show. */
export interface TimelineRows {
  readonly count: number;
  /** Of a row that is a heading; undefined: it has attempts. */
  heading(row: number): string | undefined;
  /** Indexes of the attempts of a row, in the order of their starts. */
  attempts(row: number): Int32Array;
}

/** Where an attempt ran: a runner, Slurm, or the pool when its executor said nothing of it. */
export function placeOf(where: string): string {
  const runner = /^on (https?:\/\/[^\s/:]+(?::\d+)?)/.exec(where)?.[1];
  if (runner !== undefined) return runner;
  if (where.startsWith('Slurm job ')) return 'Slurm';
  return where.startsWith('pool ') ? where : 'place not told';
}

/** A row for each attempt, in the order of their starts. */
export function rowsByStart(attempts: readonly TimedAttempt[]): TimelineRows {
  const order = indexesByStart(attempts);
  return { count: order.length, heading: () => undefined, attempts: (row) => order.subarray(row, row + 1) };
}

/** For each place a heading, and as many lanes as attempts ran there at once. `now`: end of those that run. */
export function rowsByPlace(attempts: readonly TimedAttempt[], now: number): TimelineRows {
  const places = new Map<string, { ends: number[]; lanes: number[][] }>();
  for (const index of indexesByStart(attempts)) {
    const { where = '', start = 0, stop = now } = attempts[index] ?? {};
    const place = placeOf(where);
    let found = places.get(place);
    if (found === undefined) places.set(place, (found = { ends: [], lanes: [] }));
    let lane = found.ends.findIndex((end) => end <= start);
    if (lane < 0) lane = found.lanes.push([]) - 1;
    found.ends[lane] = stop;
    found.lanes[lane]?.push(index);
  }
  const rows: (string | Int32Array)[] = [];
  for (const [place, { lanes }] of [...places].sort(([a], [b]) => a.localeCompare(b))) {
    rows.push(place);
    for (const lane of lanes) rows.push(Int32Array.from(lane));
  }
  const none = new Int32Array(0);
  return {
    count: rows.length,
    heading: (row) => (typeof rows[row] === 'string' ? rows[row] : undefined),
    attempts: (row) => (rows[row] instanceof Int32Array ? rows[row] : none),
  };
}

function indexesByStart(attempts: readonly TimedAttempt[]): Int32Array {
  const indexes = Int32Array.from(attempts, (_, index) => index);
  return indexes.sort((a, b) => (attempts[a]?.start ?? 0) - (attempts[b]?.start ?? 0) || a - b);
}
