import type { IncomingMessage, ServerResponse } from 'node:http';
import { leaveGate } from '../http/gate';

/** A client that lets more than this pile up does not read, and is cut off; it may resume with Last-Event-ID. */
const MOST_PENDING = 1024 * 1024;

/** What is sent again and again, so that proxies and clients do not take a quiet stream for a dead one. */
export interface Heartbeat {
  readonly everyMs: number;
  /** An event of the type `heartbeat`, which browsers hand on; else a comment, which they do not. */
  readonly isEvent: boolean;
}

const COMMENTS: Heartbeat = { everyMs: 15_000, isEvent: false };

export interface ServerSentEvent {
  readonly id?: string;
  readonly event?: string;
  /** Becomes JSON. */
  readonly data: unknown;
}

/** One client's text/event-stream. Writes never wait: who reads too slowly is cut off. */
export class EventStream {
  private readonly heartbeat: NodeJS.Timeout;
  private readonly closed: Promise<void>;

  /** Sends the headers. `signal` is aborted when the server stops; the stream then ends. */
  constructor(
    request: IncomingMessage,
    private readonly response: ServerResponse,
    signal: AbortSignal,
    { everyMs, isEvent }: Heartbeat = COMMENTS,
  ) {
    response.writeHead(200, {
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-store',
      // Reverse proxies that buffer would hold events back.
      'X-Accel-Buffering': 'no',
    });
    response.flushHeaders();
    leaveGate(request);
    const beat = () => (isEvent ? this.send({ event: 'heartbeat', data: {} }) : this.write(':\n\n'));
    this.heartbeat = setInterval(beat, everyMs);
    const stop = () => this.end();
    signal.addEventListener('abort', stop, { once: true });
    this.closed = new Promise((resolve) => {
      response.once('close', () => {
        clearInterval(this.heartbeat);
        signal.removeEventListener('abort', stop);
        resolve();
      });
    });
    if (signal.aborted) this.end();
    else if (request.method === 'HEAD') this.end();
    else this.write(':\n\n');
  }

  /** Resolves when the client has gone, was cut off, or the server stops. */
  get ended(): Promise<void> {
    return this.closed;
  }

  send({ id, event, data }: ServerSentEvent): void {
    const lines = [
      ...(id === undefined ? [] : [`id: ${oneLine(id)}`]),
      ...(event === undefined ? [] : [`event: ${oneLine(event)}`]),
      // JSON has no raw line breaks.
      `data: ${JSON.stringify(data)}`,
    ];
    this.write(`${lines.join('\n')}\n\n`);
  }

  end(): void {
    clearInterval(this.heartbeat);
    if (!this.response.writableEnded) this.response.end();
  }

  private write(text: string): void {
    if (this.response.writableEnded || this.response.destroyed) return;
    this.response.write(text);
    if (this.response.writableLength > MOST_PENDING) this.response.destroy();
  }
}

function oneLine(text: string): string {
  return text.replace(/[\r\n\0]/g, ' ');
}
