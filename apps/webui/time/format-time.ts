import { settings } from '../settings/settings';

/** An RFC 3339 time for people: the time of today, else date and time; in UTC when the settings say so. */
export function formatTime(time: string): string {
  const date = new Date(time);
  const zone = settings.utc ? { timeZone: 'UTC' } : {};
  const day = new Intl.DateTimeFormat('sv-SE', { ...zone, dateStyle: 'short' });
  const clock = new Intl.DateTimeFormat('sv-SE', { ...zone, timeStyle: 'medium' }).format(date);
  return day.format(date) === day.format(new Date()) ? clock : `${day.format(date)} ${clock}`;
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
