const UNITS = ['kB', 'MB', 'GB', 'TB'];

/** `0 bytes`, `512 bytes`, `1.2 MB`: decimal units. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return bytes === 1 ? '1 byte' : `${bytes} bytes`;
  let value = bytes;
  let unit = -1;
  // What would be rounded to 1000 is 1.0 of the next.
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${value < 9.95 ? value.toFixed(1) : Math.round(value)} ${UNITS[unit] ?? ''}`;
}
