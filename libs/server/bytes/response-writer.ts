import type { ServerResponse } from 'node:http';

/** Writes to a client no faster than it reads. */
export class ResponseWriter {
  constructor(private readonly response: ServerResponse) {}

  /** The client has gone, or the server has cut it off. */
  get closed(): boolean {
    return this.response.destroyed || this.response.socket?.destroyed === true;
  }

  /** Resolves when the client has taken enough to be given more, or has gone. */
  async write(bytes: Uint8Array): Promise<void> {
    if (this.closed || this.response.write(bytes)) return;
    await new Promise<void>((resolve) => {
      const done = () => {
        this.response.off('drain', done).off('close', done);
        resolve();
      };
      this.response.on('drain', done).on('close', done);
    });
  }

  /** Resolves when the client has gone. */
  onceClosed(callback: () => void): () => void {
    this.response.once('close', callback);
    return () => this.response.off('close', callback);
  }
}
