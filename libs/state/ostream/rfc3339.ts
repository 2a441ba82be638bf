/** The second that was written last, in ms since the epoch, and its text up to the milliseconds: times come in order. */
let second = NaN;
let upToMillis = '';

/** RFC 3339 in UTC with milliseconds, of ms since the epoch; a fraction of a millisecond is cut off. */
export function rfc3339(time: number): string {
  const millis = Math.floor(time);
  const within = ((millis % 1000) + 1000) % 1000;
  if (millis - within !== second) {
    second = millis - within;
    upToMillis = new Date(second).toISOString().slice(0, -4);
  }
  return `${upToMillis}${within < 10 ? '00' : within < 100 ? '0' : ''}${within}Z`;
}
