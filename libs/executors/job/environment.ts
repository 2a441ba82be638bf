import { pointerTo, type Problem } from '#dag/spec/problem';
import type { Json } from '#dag/spec/dag-spec';

/** NAME=value, each name once: where a name comes twice, the last one counts. Made from a checked value. */
export function readEnvironment(value: Json | undefined): string[] {
  if (value === undefined) return [];
  const byName = new Map<string, string>();
  for (const entry of entriesOf(value)) byName.set(entry.slice(0, entry.indexOf('=')), entry);
  return [...byName.values()];
}

function entriesOf(value: Json): string[] {
  if (Array.isArray(value)) return value as string[];
  return Object.entries(value as object).map(([name, text]) => `${name}=${String(text)}`);
}

/** An array of NAME=value, or an object of name to string, number or boolean. */
export function checkEnvironment(value: Json, pointer: string): Problem[] {
  if (Array.isArray(value)) return value.flatMap((entry: Json, index) => checkEntry(entry, pointerTo(pointer, index)));
  if (typeof value !== 'object' || value === null) {
    return [{ pointer, message: 'Must be an array of "NAME=value" or an object of names and values.' }];
  }
  return Object.entries(value).flatMap(([name, text]) => checkVariable(name, text, pointerTo(pointer, name)));
}

function checkEntry(entry: Json, pointer: string): Problem[] {
  if (typeof entry !== 'string' || entry.indexOf('=') < 1)
    return [{ pointer, message: 'Must be a string "NAME=value".' }];
  return entry.includes('\0') ? [{ pointer, message: NUL }] : [];
}

function checkVariable(name: string, value: Json, pointer: string): Problem[] {
  if (name === '' || name.includes('='))
    return [{ pointer, message: 'The name of a variable is not empty and has no "=".' }];
  if (!['string', 'number', 'boolean'].includes(typeof value)) return [{ pointer, message: 'Must be a string.' }];
  return `${name}${String(value)}`.includes('\0') ? [{ pointer, message: NUL }] : [];
}

/** No system call can pass on such a text. */
export const NUL = 'Must not contain a NUL character.';
