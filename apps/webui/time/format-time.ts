import { settings } from '../settings/settings';

/** Making one takes as long as formatting fifty times. */
const formats = new Map<string, Intl.DateTimeFormat>();

/** An RFC 3339 time for people: the time of today, else date and time; in UTC when the settings say so. */
export function formatTime(time: string): string {
  const date = new Date(time);
  const day = format('dateStyle', 'short');
  const clock = format('timeStyle', 'medium').format(date);
  return day.format(date) === day.format(new Date()) ? clock : `${day.format(date)} ${clock}`;
}

function format(part: 'dateStyle' | 'timeStyle', style: 'short' | 'medium'): Intl.DateTimeFormat {
  const key = `${part} ${settings.utc}`;
  let known = formats.get(key);
  if (known === undefined) {
    known = new Intl.DateTimeFormat('sv-SE', { ...(settings.utc && { timeZone: 'UTC' }), [part]: style });
    formats.set(key, known);
  }
  return known;
}

/** With date, milliseconds and zone. */
export function formatExactTime(time: string): string {
  const date = new Date(time);
  if (settings.utc) return `${time.replace('T', ' ').replace('Z', '')} UTC`;
  const offset = -date.getTimezoneOffset();
  const local = new Date(date.getTime() + offset * 60_000).toISOString().replace('T', ' ').replace('Z', '');
  const sign = offset < 0 ? '-' : '+';
  const [hours, minutes] = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60];
  return `${local} ${sign}${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`;
}
