import { type QueryField, QueryValueError } from './query';
import { compileFilter, type TextFilter } from '../safe-regex';

/** A whole number from `min` to `max`. */
export function integerField<A extends number | undefined>(
  description: string,
  range: { readonly min: number; readonly max: number; readonly absent: A },
): QueryField<number | A> {
  const { min, max, absent } = range;
  return {
    description,
    schema: { type: 'integer', minimum: min, maximum: max, ...(absent === undefined ? {} : { default: absent }) },
    absent,
    read(text) {
      const value = /^-?\d{1,16}$/.test(text) ? Number(text) : NaN;
      if (value >= min && value <= max) return value;
      throw new QueryValueError(`must be a whole number from ${min} to ${max}`);
    },
  };
}

export function booleanField(description: string): QueryField<boolean> {
  return {
    description,
    schema: { type: 'boolean', default: false },
    absent: false,
    read(text) {
      if (text === 'true' || text === 'false') return text === 'true';
      throw new QueryValueError('must be true or false');
    },
  };
}

export function textField(description: string, maxLength = 1000): QueryField<string | undefined> {
  return {
    description,
    schema: { type: 'string', maxLength },
    absent: undefined,
    read(text) {
      if (text === '') throw new QueryValueError('must not be empty');
      if (text.length > maxLength) throw new QueryValueError(`must be at most ${maxLength} characters long`);
      return text;
    },
  };
}

/** One of a few words. */
export function choiceField<C extends string, A extends C | undefined>(
  description: string,
  choices: readonly C[],
  absent: A,
): QueryField<C | A> {
  return {
    description,
    schema: { type: 'string', enum: choices, ...(absent === undefined ? {} : { default: absent }) },
    absent,
    read: (text) => oneOf(choices, text),
  };
}

/** Some of a few words, separated by commas, as in `state=ERRORED,KILLED`. */
export function choicesField<C extends string>(
  description: string,
  choices: readonly C[],
): QueryField<ReadonlySet<C> | undefined> {
  return {
    description,
    schema: { type: 'string', pattern: `^(${choices.join('|')})(,(${choices.join('|')}))*$` },
    absent: undefined,
    read: (text) => new Set(text.split(',').map((word) => oneOf(choices, word))),
  };
}

/** Names separated by commas, at most so many. */
export function namesField(description: string, most: number): QueryField<readonly string[] | undefined> {
  return {
    description,
    schema: { type: 'string', minLength: 1 },
    absent: undefined,
    read(text) {
      const names = text.split(',');
      if (names.includes('')) throw new QueryValueError('must not hold an empty name');
      if (names.length > most) throw new QueryValueError(`must hold at most ${most} names`);
      return names;
    },
  };
}

function oneOf<C extends string>(choices: readonly C[], text: string): C {
  const choice = choices.find((known) => known === text);
  if (choice !== undefined) return choice;
  throw new QueryValueError(`${JSON.stringify(text.slice(0, 80))} is not one of ${choices.join(', ')}`);
}

/** A regular expression that texts are filtered by; it may match anywhere in them. */
export function patternField(description: string): QueryField<TextFilter | undefined> {
  return {
    description: `${description} (regular expression, RE2 syntax, matches anywhere unless anchored)`,
    schema: { type: 'string', minLength: 1, maxLength: 1000 },
    absent: undefined,
    read(text) {
      const compiled = compileFilter(text);
      if (compiled.ok) return compiled.filter;
      throw new QueryValueError(compiled.reason);
    },
  };
}

/** A time, RFC 3339 with any offset; read as ms since the epoch. */
export function timeField(description: string): QueryField<number | undefined> {
  return {
    description: `${description} (RFC 3339)`,
    schema: { type: 'string', format: 'date-time' },
    absent: undefined,
    read(text) {
      // A literal `+` of an offset arrives as a space when the client did not escape it.
      const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+ -]\d\d:\d\d)$/i.test(text)
        ? Date.parse(text.replace(' ', '+').toUpperCase())
        : NaN;
      if (Number.isNaN(instant)) throw new QueryValueError('must be a time such as 2026-11-20T08:00:00.000Z');
      return instant;
    },
  };
}
