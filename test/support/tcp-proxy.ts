import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** A request, or part of one, on its way to the server. */
export type Filter = (request: Buffer) => Fate;

/**
 * What becomes of it: `forward`; `cut-before`: the connection is cut and the server never gets it; `cut-after`: the server
 * gets it, and the connection is cut before its answer arrives; `silence`: from now on nothing passes in either direction.
 */
export type Fate = 'forward' | 'cut-before' | 'cut-after' | 'silence';

/** The network between a client and a server on loopback, which fails when a test says so. */
export class TCPProxy {
  private readonly pairs = new Set<Pair>();
  private filter: Filter = () => 'forward';
  private silent = false;

  private constructor(
    private readonly server: Server,
    private readonly target: number,
  ) {}

  static async to(target: number): Promise<TCPProxy> {
    const server = createServer();
    const proxy = new TCPProxy(server, target);
    server.on('connection', (client) => proxy.accept(client));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return proxy;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Decides about every request from now on. */
  onRequest(filter: Filter): void {
    this.filter = filter;
  }

  /** All connections keep standing and nothing passes any more, until `heal`. */
  silence(): void {
    this.silent = true;
  }

  /** All is well again, for new connections; what was swallowed is lost. */
  heal(): void {
    this.silent = false;
    this.filter = () => 'forward';
  }

  /** Cuts all connections. */
  cut(): void {
    for (const pair of this.pairs) pair.cut();
  }

  async close(): Promise<void> {
    this.cut();
    this.server.close();
    await once(this.server, 'close');
  }

  private accept(client: Socket): void {
    const pair = new Pair(client, connect(this.target, '127.0.0.1'));
    this.pairs.add(pair);
    client.on('close', () => this.pairs.delete(pair));
    if (this.silent) pair.silence();
    client.on('data', (request) => this.pass(pair, request));
    pair.server.on('data', (answer) => {
      if (this.silent) pair.silence();
      else if (!pair.silent) client.write(answer);
    });
  }

  private pass(pair: Pair, request: Buffer): void {
    if (this.silent) pair.silence();
    if (pair.silent) return;
    const fate = this.filter(request);
    switch (fate) {
      case 'forward':
        pair.server.write(request);
        return;
      case 'cut-before':
        pair.cut();
        return;
      case 'cut-after':
        pair.server.once('data', () => pair.cut());
        pair.silence();
        pair.server.write(request);
        return;
      case 'silence':
        this.silence();
        pair.silence();
    }
  }
}

class Pair {
  /** What it has swallowed is lost, so it never passes anything again. */
  silent = false;

  constructor(
    readonly client: Socket,
    readonly server: Socket,
  ) {
    // A cut connection is what is wanted here.
    for (const socket of [client, server]) {
      socket.on('error', () => this.cut());
      socket.on('close', () => this.cut());
    }
  }

  silence(): void {
    this.silent = true;
  }

  cut(): void {
    this.client.destroy();
    this.server.destroy();
  }
}
