import type { Server } from 'node:http';
import { ExitCode, StartupError } from '../process/startup-error';

/** Where a server listens, and how to name the keys that say so when that fails. */
export interface ListenAddress {
  readonly ip: string;
  /** 0 takes any free one. */
  readonly port: number;
  /** `origin('/port')` names the place in the configuration. */
  origin(pointer: string): string;
}

/** Listens and returns the base URL; throws StartupError that names the key at fault. */
export async function listen(server: Server, address: ListenAddress): Promise<string> {
  // Not what the resolver makes of it: that is ::1 on some hosts, where clients that try 127.0.0.1 find nobody.
  const host = address.ip === 'localhost' ? '127.0.0.1' : address.ip;
  await new Promise<void>((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException) => reject(refusal(error, address));
    server.once('error', onError).listen({ host, port: address.port }, () => {
      server.off('error', onError);
      resolve();
    });
  });
  const bound = server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : address.port;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

function refusal(error: NodeJS.ErrnoException, { ip, port, origin }: ListenAddress): StartupError {
  switch (error.code) {
    case 'EADDRINUSE':
      return new StartupError(`${origin('/port')}: port ${port} on ${ip} is in use`, ExitCode.PortInUse);
    case 'EACCES':
      return new StartupError(`${origin('/port')}: no permission to listen on port ${port}`);
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EINVAL':
      return new StartupError(`${origin('/ip')}: ${JSON.stringify(ip)} is not an address of this host (${error.code})`);
    default:
      return new StartupError(`cannot listen on ${ip}:${port}: ${error.message}`, ExitCode.Failure);
  }
}
