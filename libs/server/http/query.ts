import { NearestName } from '#dag/spec/nearest-name';
import type { Problem } from '#dag/spec/problem';
import { pointerTo } from '#dag/spec/problem';
import type { Schema } from '../schema-check';
import { invalidRequest } from './http-problem';

/** How one query parameter is read. */
export interface QueryField<T> {
  /** For the API's document. */
  readonly schema: Schema;
  readonly description: string;
  /** Throws QueryValueError with what is wrong. */
  read(text: string): T;
  /** What an absent parameter stands for. */
  readonly absent: T;
}

/** Its message completes the sentence "NAME ...". */
export class QueryValueError extends Error {}

export type QuerySpec = { readonly [name: string]: QueryField<unknown> };
export type QueryOf<S extends QuerySpec> = { readonly [N in keyof S]: S[N] extends QueryField<infer T> ? T : never };

/** Reads a whole query string; throws a 400 with every problem: unknown or repeated names, values that cannot be. */
export function readQuery<S extends QuerySpec>(spec: S, url: string): QueryOf<S> {
  const problems: Problem[] = [];
  const given = new Map<string, string>();
  for (const [name, text] of parameters(url, problems)) {
    const pointer = pointerTo('', name.slice(0, 80));
    if (!Object.hasOwn(spec, name)) {
      problems.push({ pointer, message: `unknown query parameter${hint(name, Object.keys(spec))}` });
    } else if (given.has(name)) problems.push({ pointer, message: 'is given more than once' });
    else given.set(name, text);
  }
  const entries = Object.entries(spec).map(([name, field]) => {
    const text = given.get(name);
    if (text === undefined) return [name, field.absent];
    try {
      return [name, field.read(text)];
    } catch (error) {
      if (!(error instanceof QueryValueError)) throw error;
      problems.push({ pointer: pointerTo('', name), message: error.message });
      return [name, field.absent];
    }
  });
  if (problems.length > 0) throw invalidRequest('The query has a problem', problems);
  return Object.fromEntries(entries) as QueryOf<S>;
}

function hint(name: string, known: readonly string[]): string {
  const nearest = new NearestName().hint(name, known);
  if (nearest !== '') return `.${nearest}`;
  return known.length === 0 ? '; there are none here' : `; known: ${known.join(', ')}`;
}

function parameters(url: string, problems: Problem[]): [string, string][] {
  const start = url.indexOf('?');
  const query = start < 0 ? '' : url.slice(start + 1);
  return query.split('&').flatMap((part): [string, string][] => {
    if (part === '') return [];
    const equals = part.indexOf('=');
    try {
      return [equals < 0 ? [decode(part), ''] : [decode(part.slice(0, equals)), decode(part.slice(equals + 1))]];
    } catch {
      problems.push({ pointer: '', message: `${JSON.stringify(part.slice(0, 80))} is not well-formed` });
      return [];
    }
  });
}

function decode(text: string): string {
  return decodeURIComponent(text.replace(/\+/g, ' '));
}
