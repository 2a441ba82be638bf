import type { ProblemBody } from '#wire/problem';

export const API = '/api/v1';

/** What the API refused, and why. */
export class Refused extends Error {
  constructor(readonly problem: ProblemBody) {
    super(problem.detail);
    this.name = 'Refused';
  }
}

/** The server gave no answer, or one that is not the API's: it is down, or something stands between. */
export class Unreachable extends Error {
  constructor(why: string) {
    super(`daggyd cannot be reached (${why})`);
    this.name = 'Unreachable';
  }
}

export type Query = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

export interface AskOptions {
  readonly method?: 'GET' | 'HEAD' | 'POST' | 'PATCH' | 'DELETE';
  readonly query?: Query;
  /** Becomes JSON; a string is sent as it is. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** The JSON of an answer. `path` below the API's base path. Throws Refused, Unreachable, or the signal's AbortError. */
export async function ask<T>(path: string, options: AskOptions = {}): Promise<T> {
  const answer = await askRaw(path, options);
  return (answer.status === 204 ? undefined : await answer.json()) as T;
}

/** A successful answer, whatever its type. */
export async function askRaw(path: string, options: AskOptions = {}): Promise<Response> {
  const { method = 'GET', query = {}, body, headers, signal } = options;
  const type = body === undefined ? undefined : { 'Content-Type': 'application/json' };
  let answer: Response;
  try {
    answer = await fetch(urlOf(path, query), {
      method,
      headers: { ...type, ...headers },
      body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
      signal,
    });
  } catch (error) {
    if (signal?.aborted === true) throw error;
    throw new Unreachable(error instanceof Error ? error.message : String(error));
  }
  if (answer.ok) return answer;
  if (answer.headers.get('content-type')?.startsWith('application/problem+json') === true) {
    throw new Refused((await answer.json()) as ProblemBody);
  }
  throw new Unreachable(`${answer.status} ${answer.statusText}`);
}

/** The path and query of a request; values that are undefined are left out, lists are joined with commas. */
export function urlOf(path: string, query: Query = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) search.set(name, typeof value === 'object' ? value.join(',') : String(value));
  }
  const text = search.toString();
  return `${API}${path}${text === '' ? '' : `?${text}`}`;
}
