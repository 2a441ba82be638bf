import { NOTHING } from './view';

/** `4.2s`, `3m 05s`, `2h 07m`, `3d 04h`; milliseconds. */
export function duration(ms: number): string {
  const seconds = Math.max(0, ms) / 1000;
  if (seconds < 59.95) return `${seconds.toFixed(1)}s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)}m ${twoDigits(whole % 60)}s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 1440) return `${Math.floor(minutes / 60)}h ${twoDigits(minutes % 60)}m`;
  const hours = Math.floor(minutes / 60);
  return `${Math.floor(hours / 24)}d ${twoDigits(hours % 24)}h`;
}

/** From a start to an end, or to now while there is none. */
export function span(start: string | null, stop: string | null, now = Date.now()): string {
  if (start === null) return NOTHING;
  return duration((stop === null ? now : Date.parse(stop)) - Date.parse(start));
}

/** `2026-11-20 08:00:00`, in the time zone of who looks. */
export function localTime(time: string | null): string {
  if (time === null) return NOTHING;
  const at = new Date(time);
  const date = [at.getFullYear(), twoDigits(at.getMonth() + 1), twoDigits(at.getDate())].join('-');
  return `${date} ${[at.getHours(), at.getMinutes(), at.getSeconds()].map(twoDigits).join(':')}`;
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
}
