import { type ClientRequest, request as httpRequest } from 'node:http';
import type { Event } from '#wire/event';
import { until } from './http';

export interface ReceivedEvent {
  readonly id: string;
  readonly event: string;
  readonly data: Event;
}

/** A client of server-sent events that keeps what it receives. */
export class EventClient {
  readonly events: ReceivedEvent[] = [];
  status = 0;
  type = '';
  closed = false;
  private readonly request: ClientRequest;
  private rest = '';

  constructor(url: string, headers: Record<string, string> = {}) {
    this.request = httpRequest(url, { agent: false, headers }, (response) => {
      this.status = response.statusCode ?? 0;
      this.type = response.headers['content-type'] ?? '';
      response.setEncoding('utf8').on('data', (text: string) => this.take(text));
      response.on('close', () => (this.closed = true)).on('error', () => undefined);
    });
    this.request.on('error', () => (this.closed = true)).end();
  }

  /** Resolves when the headers have come: everything that happens from now on is received. */
  async connected(): Promise<this> {
    await until('the headers of the event stream', () => this.status !== 0);
    return this;
  }

  stop(): void {
    this.request.destroy();
  }

  private take(text: string): void {
    const blocks = (this.rest + text).split('\n\n');
    this.rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const fields = new Map(
        block.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
      );
      const data = fields.get('data');
      if (data === undefined) continue;
      this.events.push({
        id: fields.get('id') ?? '',
        event: fields.get('event') ?? '',
        data: JSON.parse(data) as Event,
      });
    }
  }
}
