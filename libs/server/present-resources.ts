import type { Resources } from '#dag/run/outcome';

/** What an attempt used, without what was not measured. */
export function presentResources(resources: Resources): Record<string, number> {
  const entries = Object.entries(resources).filter((entry): entry is [string, number] => entry[1] !== undefined);
  return Object.fromEntries(entries);
}
