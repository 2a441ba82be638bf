import type { JSONSchema } from 'json-schema-to-ts';

/** RFC 3339, UTC, with milliseconds: `2026-11-20T08:00:00.000Z`. */
export const timeSchema = {
  type: 'string',
  format: 'date-time',
  pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z$',
} as const satisfies JSONSchema;

/** A time, or null while there is none. */
export const optionalTimeSchema = { ...timeSchema, type: ['string', 'null'] } as const satisfies JSONSchema;

export const runIDSchema = {
  type: 'integer',
  minimum: 1,
  description: 'Unique per state store, never reused.',
} as const satisfies JSONSchema;

/** Where the next page begins; null: there is none. */
export const nextCursorSchema = {
  type: ['string', 'null'],
  description: 'Pass it as `cursor` for the next page; null: this is the last one.',
} as const satisfies JSONSchema;

export const exitCodeSchema = {
  type: ['integer', 'null'],
  description:
    'Exit code of the last attempt; 128 + signal number when a signal ended it; null: none, or nobody knows.',
} as const satisfies JSONSchema;
