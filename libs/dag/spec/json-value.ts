import type { Json } from './dag-spec';

export type JsonObject = { readonly [key: string]: Json };

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** The member of that name, `undefined` when there is none; never something inherited (`__proto__`, `constructor`). */
export function member(object: JsonObject, name: string): Json | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

/** Calls back for every string in `value`, at any depth, with the keys and indexes that lead there. */
export function visitStrings(
  value: Json,
  visit: (text: string, path: readonly (string | number)[]) => void,
  path: (string | number)[] = [],
): void {
  if (typeof value === 'string') {
    visit(value, path);
  } else if (isList(value)) {
    value.forEach((item, index) => visitStrings(item, visit, [...path, index]));
  } else if (isObject(value)) {
    for (const key of Object.keys(value)) visitStrings(value[key], visit, [...path, key]);
  }
}
