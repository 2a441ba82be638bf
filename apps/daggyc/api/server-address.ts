import { ClientError } from '../client-error';
import { ExitCode } from '../exit-codes';

/** Where daggyd listens when nobody says otherwise. */
export const DEFAULT_SERVER = 'http://localhost:2503';

export interface ServerAddress {
  /** Base URL; its path, if any, is put before every path of the API. */
  readonly url: URL;
  /** For messages: without a password. */
  readonly shown: string;
}

/** Reads `http://host:port/path`, or `host:port` for http; a URL may carry a user and a password. */
export function readServerAddress(text: string): ServerAddress {
  const url = parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`);
  if (url === undefined || !['http:', 'https:'].includes(url.protocol)) {
    throw new ClientError(ExitCode.USAGE, `"${text}" is no address of a server; one looks like ${DEFAULT_SERVER}.`);
  }
  url.pathname = url.pathname.replace(/\/+$/, '');
  return { url, shown: `${url.origin}${url.pathname === '/' ? '' : url.pathname}` };
}

function parse(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}
