import { urlOf, type Query } from '../api/request';

const DAGGYC_SERVER = 'http://localhost:2503';

/** An argument as a POSIX shell reads it back. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** A request to the API as a curl command; `body` becomes JSON. */
export function curlCommand(
  path: string,
  options: { readonly method?: string; readonly query?: Query; readonly body?: unknown } = {},
): string {
  const { method, query, body } = options;
  const words = ['curl', '-s'];
  if (method !== undefined) words.push('-X', method);
  if (body !== undefined) words.push('-H', 'Content-Type: application/json', '-d', JSON.stringify(body));
  return [...words, `${location.origin}${urlOf(path, query)}`].map(shellWord).join(' ');
}

/** A call of the command-line client, which asks localhost unless told otherwise. */
export function daggycCommand(...args: readonly string[]): string {
  const server = location.origin === DAGGYC_SERVER ? [] : ['--server', location.origin];
  return ['daggyc', ...args, ...server].map(shellWord).join(' ');
}
