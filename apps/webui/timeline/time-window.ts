/** Shortest time that a view is about, in ms. */
const SHORTEST = 10;

/** What is in view, in ms since the run began. */
export interface TimeWindow {
  readonly from: number;
  readonly to: number;
}

/** Zooms by `factor` (above 1: closer) so that the moment `at` stays in its place; within 0 and `whole`. */
export function zoom({ from, to }: TimeWindow, factor: number, at: number, whole: number): TimeWindow {
  const length = Math.min(Math.max((to - from) / factor, Math.min(SHORTEST, whole)), whole);
  const share = (at - from) / Math.max(1e-9, to - from);
  return within(at - share * length, length, whole);
}

export function pan({ from, to }: TimeWindow, by: number, whole: number): TimeWindow {
  return within(from + by, to - from, whole);
}

function within(from: number, length: number, whole: number): TimeWindow {
  const begin = Math.max(0, Math.min(from, whole - length));
  return { from: begin, to: begin + length };
}
