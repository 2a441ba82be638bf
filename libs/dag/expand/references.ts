import type { Json } from '../spec/dag-spec';
import { isList, isObject } from '../spec/json-value';

/** `{{NAME}}`, or the same after a backslash, which writes the braces themselves. */
const REFERENCE = /(\\?)\{\{([A-Za-z_][A-Za-z0-9_]*)\}\}/g;

/** Names of parameters -> how often a job asks for them. */
export type References = ReadonlyMap<string, number>;

export const NO_REFERENCES: References = new Map();

/** What the strings of a value ask for, at any depth; keys do not count. */
export function referencesIn(value: Json): References {
  return collect(value, undefined) ?? NO_REFERENCES;
}

type Found = Map<string, number> | undefined;

function collect(value: Json, found: Found): Found {
  // Most strings have none; looking for two braces is much cheaper than the expression.
  if (typeof value === 'string') return value.includes('{{') ? collectFromText(value, found) : found;
  let all = found;
  if (isList(value)) for (const item of value) all = collect(item, all);
  else if (isObject(value)) for (const key of Object.keys(value)) all = collect(value[key], all);
  return all;
}

function collectFromText(text: string, found: Found): Found {
  let all = found;
  REFERENCE.lastIndex = 0;
  for (let match = REFERENCE.exec(text); match !== null; match = REFERENCE.exec(text)) {
    const [, backslash, name] = match;
    if (backslash === '') (all ??= new Map()).set(name, (all.get(name) ?? 0) + 1);
  }
  return all;
}

/** Fills in the values; a name without a value stays as it is written. Values are not looked at again. */
export function fillIn(text: string, values: ReadonlyMap<string, string>): string {
  if (!text.includes('{{')) return text;
  return text.replace(REFERENCE, (written: string, backslash: string, name: string) =>
    backslash === '' ? (values.get(name) ?? written) : written.slice(1),
  );
}
