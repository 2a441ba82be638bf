/** RFC 3339, UTC, with milliseconds. `time` in ms since the epoch. */
export function presentTime(time: number): string {
  return new Date(time).toISOString();
}

/** Null for a time that has not come. */
export function presentOptionalTime(time: number | undefined): string | null {
  return time === undefined ? null : presentTime(time);
}
