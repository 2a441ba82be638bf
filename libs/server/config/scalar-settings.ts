import type { Schema } from '../schema-check';
import { pointerTo } from '#dag/spec/problem';

type ScalarType = 'string' | 'integer' | 'number' | 'boolean';

/** A key of the config with one plain value, so that a flag or a variable can give it. */
export interface ScalarSetting {
  readonly path: readonly string[];
  readonly pointer: string;
  readonly type: ScalarType;
  /** `DAGGYD_LIMITS_MAX_TASKS` for `limits.maxTasks`. */
  readonly variable: string;
  /** `web-threads` for `--web-threads`; keys at the top only. */
  readonly flag?: string;
}

const SCALAR_TYPES: readonly unknown[] = ['string', 'integer', 'number', 'boolean'] satisfies ScalarType[];

/** Every scalar key that the schema's `properties` declare, nested ones included. */
export function scalarSettings(schema: Schema, prefix: string, path: readonly string[] = []): ScalarSetting[] {
  const properties = (schema.properties ?? {}) as Readonly<Record<string, Schema>>;
  return Object.entries(properties).flatMap(([key, property]): ScalarSetting[] => {
    const at = [...path, key];
    // Of several types the first one is tried, and text that is no such value is left as it is.
    const type: unknown = Array.isArray(property.type) ? property.type[0] : property.type;
    if (!SCALAR_TYPES.includes(type)) return scalarSettings(property, prefix, at);
    const setting = {
      path: at,
      pointer: pointerTo('', ...at),
      type: type as ScalarType,
      variable: `${prefix}_${at.map(upperSnake).join('_')}`,
    };
    return [path.length === 0 && /^[a-z-]+$/.test(key) ? { ...setting, flag: key } : setting];
  });
}

function upperSnake(key: string): string {
  return key
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .replace(/-/g, '_')
    .toUpperCase();
}

/** Reads a value from text; text that is no such value is left as it is, for the schema to refuse. */
export function parseScalar(setting: ScalarSetting, text: string): string | number | boolean {
  if (setting.type === 'string') return text;
  if (setting.type === 'boolean') return text === 'true' ? true : text === 'false' ? false : text;
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
}
