import type { Json } from '../spec/dag-spec';
import { isList, isObject } from '../spec/json-value';

/** `{{NAME}}`, or the same after a backslash, which writes the braces themselves. */
const REFERENCE = /(\\?)\{\{([A-Za-z_][A-Za-z0-9_]*)\}\}/g;

/** Names of parameters -> how often a job asks for them. */
export type References = ReadonlyMap<string, number>;

const NONE: References = new Map();

/** What the strings of a value ask for, at any depth; keys do not count. */
export function referencesIn(value: Json): References {
  const found = new Map<string, number>();
  collect(value, found);
  return found.size === 0 ? NONE : found;
}

function collect(value: Json, found: Map<string, number>): void {
  if (typeof value === 'string') {
    // Most strings have none; looking for two braces is much cheaper than the expression.
    if (value.includes('{{')) collectFromText(value, found);
  } else if (isList(value)) {
    for (const item of value) collect(item, found);
  } else if (isObject(value)) {
    for (const key of Object.keys(value)) collect(value[key], found);
  }
}

function collectFromText(text: string, found: Map<string, number>): void {
  REFERENCE.lastIndex = 0;
  for (let match = REFERENCE.exec(text); match !== null; match = REFERENCE.exec(text)) {
    const [, backslash, name] = match;
    if (backslash === '') found.set(name, (found.get(name) ?? 0) + 1);
  }
}

/** Fills in the values; a name without a value stays as it is written. Values are not looked at again. */
export function fillIn(text: string, values: ReadonlyMap<string, string>): string {
  if (!text.includes('{{')) return text;
  return text.replace(REFERENCE, (written: string, backslash: string, name: string) =>
    backslash === '' ? (values.get(name) ?? written) : written.slice(1),
  );
}
