import type { Server } from 'node:http';
import { ExpressAdapter } from '@nestjs/platform-express';
import type { Express } from 'express';

/** Express on an HTTP server that listens already, so that a port in use is known before anything else starts. */
export class ServerAdapter extends ExpressAdapter {
  constructor(
    instance: Express,
    private readonly server: Server,
  ) {
    super(instance);
  }

  override initHttpServer(): void {
    this.setHttpServer(this.server);
  }

  /** The owner of the server closes it, before the shutdown hooks run. */
  override close(): Promise<void> {
    return Promise.resolve();
  }
}
