import { readFileSync } from 'node:fs';
import type { ConnectionOptions } from 'node:tls';
import type { TLSFiles } from './config';

/** What Node needs for TLS to this host. Throws an Error that names the file which cannot be read. */
export function readTLSFiles(files: TLSFiles, host: string): ConnectionOptions {
  return { servername: host, ca: read(files.ca), cert: read(files.cert), key: read(files.key) };
}

function read(file: string | undefined): Buffer | undefined {
  if (file === undefined) return undefined;
  try {
    return readFileSync(file);
  } catch (error) {
    throw new Error(`"tls" of RedisLogger names ${file}, which cannot be read: ${(error as Error).message}`, {
      cause: error,
    });
  }
}
