import { InvalidArgumentError } from 'commander';

const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Parser of a time: `2h` ago (s, m, h, d), or a date with or without time of day, which becomes RFC 3339 in UTC. */
export function moment(text: string): string {
  const ago = /^(\d+(?:\.\d+)?)([smhd])$/.exec(text);
  const at =
    ago === null ? (/^\d{4}-\d\d/.test(text) ? Date.parse(text) : NaN) : Date.now() - Number(ago[1]) * UNITS[ago[2]];
  if (!Number.isFinite(at) || Math.abs(at) > 8.64e15) {
    throw new InvalidArgumentError('Give how long ago, as 90m or 2d, or a time as 2026-11-20T08:00:00Z.');
  }
  return new Date(at).toISOString();
}
