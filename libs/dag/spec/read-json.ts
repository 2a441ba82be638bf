import type { Json } from './dag-spec';
import type { JsonObject } from './json-value';
import type { KeyOrder } from './json-scan';
import { scanJson } from './json-scan';
import { ScanError } from './json-tokens';
import { Lines } from './lines';
import type { ProblemList } from './problem-list';

/** A parsed JSON text that remembers the order of its keys. */
export interface JsonDocument {
  readonly root: Json;
  readonly order: KeyOrder;
}

/**
 * Parses a text; `ordered` names the members of the root whose key order is wanted. Returns `undefined` when the text
 * cannot be read at all; the reason is then in the list of problems.
 */
export function readJson(text: string, ordered: ReadonlySet<string>, problems: ProblemList): JsonDocument | undefined {
  try {
    const order = scanJson(text, ordered, problems);
    return { root: JSON.parse(text) as Json, order };
  } catch (error) {
    if (!(error instanceof ScanError)) throw error;
    const { at, message, pointer } = error;
    problems.add(
      pointer ?? '',
      `${pointer === undefined ? 'Not JSON: ' : ''}${new Lines(text).position(at)}: ${message}.`,
    );
    return undefined;
  }
}

/** An object's keys in the order of the text; JSON.parse alone would put those that look like numbers first. */
export function orderedKeys(object: JsonObject, order: readonly string[] | undefined): readonly string[] {
  const keys = Object.keys(object);
  if (order === undefined || keys.every((key, at) => key === order[at])) return keys;
  // The object's own keys, because those of the scan are slices that would keep the whole text in memory.
  const own = new Map(keys.map((key) => [key, key]));
  return order.map((key) => own.get(key) ?? key);
}
