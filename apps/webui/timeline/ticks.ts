const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const STEPS = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((n) => n * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * MINUTE),
  ...[1, 2, 3, 6, 12].map((n) => n * HOUR),
  ...[1, 2, 7, 14, 28, 91, 182, 364].map((n) => n * DAY),
];

export interface Tick {
  /** In ms since the run began. */
  readonly at: number;
  readonly label: string;
}

/** At most `most` marks of round times from `from` to `to`, in ms since the run began. */
export function ticks(from: number, to: number, most: number): readonly Tick[] {
  const step = STEPS.find((each) => (to - from) / each <= most) ?? (to - from) / most;
  const found: Tick[] = [];
  for (let at = Math.ceil(from / step) * step; at <= to; at += step) found.push({ at, label: label(at, step) });
  return found;
}

/** `0`, `+250 ms`, `+1:05.5`, `+2:00:00`, `+3 d 04 h`: as exact as the step. */
function label(at: number, step: number): string {
  if (at === 0) return '0';
  if (step >= DAY) return `+${Math.round(at / DAY)} d`;
  if (at < SECOND) return `+${at} ms`;
  const seconds = (at % MINUTE) / SECOND;
  const shown = step >= SECOND ? two(seconds) : seconds.toFixed(step >= 100 ? 1 : step >= 10 ? 2 : 3);
  if (at < MINUTE) return `+${step >= SECOND ? seconds : shown} s`;
  const [minutes, hours] = [Math.floor(at / MINUTE) % 60, Math.floor(at / HOUR)];
  const padded = step >= SECOND ? shown : shown.padStart(shown.length + (seconds < 10 ? 1 : 0), '0');
  return hours === 0 ? `+${minutes}:${padded}` : `+${hours}:${two(minutes)}:${padded}`;
}

function two(value: number): string {
  return String(Math.floor(value)).padStart(2, '0');
}
