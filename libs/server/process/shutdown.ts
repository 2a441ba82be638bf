import type { Server } from 'node:http';

/** Requests under way may take this long to end before their connections are cut. */
const DRAIN_MS = 4_000;

/** The end of the server, as everything that outlives a request sees it. */
export class Shutdown {
  private readonly controller = new AbortController();

  /** Aborted when the server stops taking requests: streams end, waits are given up. */
  get signal(): AbortSignal {
    return this.controller.signal;
  }

  begin(): void {
    this.controller.abort();
  }
}

/** Takes no more connections, lets requests under way end, cuts those that do not. */
export async function drain(server: Server, drainMs = DRAIN_MS): Promise<void> {
  if (!server.listening) return;
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  // A connection that was busy when the server closed stays open, idle, until somebody looks again.
  const sweep = setInterval(() => server.closeIdleConnections(), 50);
  const cut = setTimeout(() => server.closeAllConnections(), drainMs);
  await closed;
  clearInterval(sweep);
  clearTimeout(cut);
}
