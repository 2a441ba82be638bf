import type { Json } from '#dag/spec/dag-spec';
import type { Problem } from '#dag/spec/problem';

/** The highest uid; the one above means "none" to the kernel. */
const HIGHEST = 0xffff_fffe;

/** A uid as number or numeric string; undefined for anything else. */
export function readUserID(value: Json | undefined): number | undefined {
  const text = typeof value === 'number' ? String(value) : value;
  if (typeof text !== 'string' || !/^\d{1,10}$/.test(text) || Number(text) > HIGHEST) return undefined;
  return Number(text);
}

export function checkNumericUserID(value: Json, pointer: string): Problem[] {
  return readUserID(value) === undefined ? [{ pointer, message: 'Must be a numeric user id, 0 or higher.' }] : [];
}

/** The check for tasks that this process runs itself. */
export function checkUserID(value: Json, pointer: string): Problem[] {
  const problems = checkNumericUserID(value, pointer);
  if (problems.length > 0 || process.getuid?.() === 0) return problems;
  return [{ pointer, message: 'Only a server that runs as root can run tasks as another user.' }];
}
