import { constants, createWriteStream, fstatSync, openSync } from 'node:fs';
import { Socket } from 'node:net';
import type { Writable } from 'node:stream';
import type { OStreamOptions } from './config';

/**
 * The stream to write to; none of its kinds ever blocks the event loop on a slow reader (pipes and sockets are in
 * non-blocking mode, files are written by the thread pool). Throws with a message for people.
 */
export function openStream({ file }: OStreamOptions): Writable {
  if (file === '-') return process.stdout;
  // Without O_NONBLOCK, opening a named pipe that nobody reads would hang; files do not mind it.
  const { O_WRONLY, O_APPEND, O_CREAT, O_NONBLOCK } = constants;
  try {
    const fd = openSync(file, O_WRONLY | O_APPEND | O_CREAT | O_NONBLOCK, 0o600);
    return fstatSync(fd).isFIFO()
      ? new Socket({ fd, readable: false, writable: true })
      : createWriteStream(file, { fd, autoClose: true });
  } catch (error) {
    const nobodyReads = (error as NodeJS.ErrnoException).code === 'ENXIO';
    const reason = nobodyReads ? 'nobody reads this pipe' : (error as Error).message;
    throw new Error(`OStreamLogger cannot write to ${file}: ${reason}`, { cause: error });
  }
}
