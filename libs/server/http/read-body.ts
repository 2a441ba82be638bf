import type { IncomingMessage, ServerResponse } from 'node:http';
import { HttpProblem } from './http-problem';
import { Slots } from './slots';

/** A sender that is silent for so long is given up. */
const IDLE_MS = 30_000;

/** Bodies beyond a size are held in memory so many at a time; the senders of others are not read from meanwhile. */
interface SizeClass {
  /** Bytes. */
  readonly beyond: number;
  readonly slots: Slots;
}

const LARGE: SizeClass = { beyond: 16 * 1024 * 1024, slots: new Slots(4) };
const MEDIUM: SizeClass = { beyond: 256 * 1024, slots: new Slots(16) };

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
  /** The greatest that it has a slot of, or waits for. */
  private due: SizeClass | undefined;
  /** Whose slot it has; undefined as long as it is small. */
  private sizeClass: SizeClass | undefined;
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
    this.unqueue();
    this.sizeClass?.slots.leave();
    this.sizeClass = undefined;
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
    const due = this.classDue();
    if (due === undefined || due === this.due) return;
    this.due = due;
    this.queueFor(due);
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

  /** One that says that it is large waits as such while little of it is here. */
  private classDue(): SizeClass | undefined {
    if (this.size <= MEDIUM.beyond) return undefined;
    const announced = Number(this.request.headers['content-length'] ?? 0);
    return Math.max(this.size, announced) > LARGE.beyond ? LARGE : MEDIUM;
  }

  /** It keeps the slot that it has until it gets the other. */
  private queueFor(next: SizeClass): void {
    clearTimeout(this.silence);
    this.request.pause();
    this.unqueue = next.slots.enter(() => {
      this.sizeClass?.slots.leave();
      this.sizeClass = next;
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
