import type { IncomingMessage, ServerResponse } from 'node:http';
import { HttpProblem } from './http-problem';
import { Slots } from './slots';

/** A sender that is silent for so long is given up. */
const IDLE_MS = 30_000;

/** Bodies beyond this size are held in memory a few at a time; the senders of others are not read from meanwhile. */
const LARGE = 16 * 1024 * 1024;
const largeBodies = new Slots(4);

/**
 * The whole body. 413 as soon as it is known to be larger than `limit` bytes, by its Content-Length before a byte of it
 * is read; 408 when the sender stops; 415 for a compressed one. Nothing is kept of a refused body.
 */
export async function readBody(
  request: IncomingMessage,
  response: ServerResponse,
  limit: number,
  idleMs = IDLE_MS,
): Promise<Buffer> {
  const encoding = request.headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity') {
    const message = `The body must be sent as it is, not with Content-Encoding ${encoding.slice(0, 80)}`;
    throw new HttpProblem(415, 'unsupported-media-type', message, [], { 'Accept-Encoding': 'identity' });
  }
  if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLarge(limit);
  if (request.headers.expect !== undefined) response.writeContinue();
  const body = new Body(request, limit, idleMs);
  try {
    return await body.collected;
  } finally {
    body.end();
  }
}

class Body {
  readonly collected: Promise<Buffer>;
  private readonly chunks: Buffer[] = [];
  private size = 0;
  private large: 'no' | 'queued' | 'yes' = 'no';
  private unqueue: () => void = () => undefined;
  private silence: NodeJS.Timeout | undefined;
  private reject: (problem: HttpProblem) => void = () => undefined;

  constructor(
    private readonly request: IncomingMessage,
    private readonly limit: number,
    private readonly idleMs: number,
  ) {
    this.collected = new Promise((resolve, reject) => {
      this.reject = reject;
      request.on('data', this.onData).on('close', this.onCut).on('error', this.onCut);
      request.once('end', () => resolve(Buffer.concat(this.chunks, this.size)));
    });
    this.listen();
  }

  /** The listeners' owner is the request, which outlives this. */
  end(): void {
    clearTimeout(this.silence);
    this.request.off('data', this.onData).off('close', this.onCut).off('error', this.onCut);
    if (this.large === 'queued') this.unqueue();
    if (this.large === 'yes') largeBodies.leave();
    this.large = 'no';
  }

  private readonly onData = (chunk: Buffer): void => {
    this.silence?.refresh();
    this.size += chunk.length;
    if (this.size > this.limit) {
      this.chunks.length = 0;
      this.reject(tooLarge(this.limit));
      return;
    }
    this.chunks.push(chunk);
    if (this.size > LARGE && this.large === 'no') this.queueUp();
  };

  private readonly onCut = (): void => {
    this.reject(new HttpProblem(400, 'invalid-request', 'The body ended too early'));
  };

  private listen(): void {
    this.silence = setTimeout(() => {
      const message = `No more of the body came for ${this.idleMs / 1000} seconds`;
      this.reject(new HttpProblem(408, 'timeout', message));
    }, this.idleMs);
  }

  private queueUp(): void {
    clearTimeout(this.silence);
    this.request.pause();
    this.large = 'queued';
    this.unqueue = largeBodies.enter(() => {
      this.large = 'yes';
      this.listen();
      this.request.resume();
    });
  }
}

function tooLarge(limit: number): HttpProblem {
  const mega = limit / 1024 / 1024;
  const size = mega >= 1 ? `${Math.floor(mega * 10) / 10} MB` : `${limit} bytes`;
  return new HttpProblem(413, 'too-large', `The body is larger than ${size}, which is the most that is taken here`);
}
