import { closeSync } from 'node:fs';
import * as libc from '../libc';
import { isPassing } from '../spawn-errors';
import { NamespaceError } from './namespaces';

/** struct ifreq: the name takes 16 bytes, then come the flags. */
const IFREQ_BYTES = 40;
const FLAGS_AT = 16;
const IFF_UP = 1;

/**
 * Sets the loopback interface of the network that this thread is in up, which gives it 127.0.0.1 and ::1.
 * Throws NamespaceError.
 */
export function raiseLoopback(): void {
  const request = Buffer.alloc(IFREQ_BYTES);
  request.write('lo');
  request.writeInt16LE(IFF_UP, FLAGS_AT);
  const socket = libc.socket(libc.AF_INET, libc.SOCK_DGRAM | libc.SOCK_CLOEXEC, 0);
  const failed = socket < 0 || libc.ioctl(socket, libc.SIOCSIFFLAGS, request) !== 0;
  const error = libc.errno();
  if (socket >= 0) closeSync(socket);
  if (failed) throw new NamespaceError(`its network has no loopback interface (error ${error})`, isPassing(error));
}
