import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Requests under way may take this long to end before their connections are cut. */
const DRAIN_MS = 4_000;

/**
 * The connections of a server and what they carry. (Node's own closeIdleConnections leaves those open on which nothing
 * was ever sent, as browsers make them ahead of need.)
 */
export class Connections {
  /** Socket -> requests under way on it. */
  private readonly busy = new Map<Socket, number>();
  private draining = false;

  constructor(private readonly server: Server) {
    server.on('connection', (socket: Socket) => {
      this.busy.set(socket, 0);
      socket.once('close', () => this.busy.delete(socket));
    });
  }

  /** To be told of every request before it is handled. */
  begin(request: IncomingMessage, response: ServerResponse): void {
    const { socket } = request;
    this.busy.set(socket, (this.busy.get(socket) ?? 0) + 1);
    response.once('close', () => {
      const left = (this.busy.get(socket) ?? 1) - 1;
      if (this.busy.has(socket)) this.busy.set(socket, left);
      if (this.draining && left === 0) socket.end();
    });
  }

  /** Takes no more connections, lets requests under way end, cuts those that do not within `drainMs`. */
  async drain(drainMs = DRAIN_MS): Promise<void> {
    if (!this.server.listening) return;
    this.draining = true;
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    for (const [socket, requests] of this.busy) if (requests === 0) socket.destroy();
    const cut = setTimeout(() => this.server.closeAllConnections(), drainMs);
    await closed;
    clearTimeout(cut);
  }
}
