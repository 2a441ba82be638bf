import type { IncomingMessage, ServerResponse } from 'node:http';

/** Lets `size` requests be handled at once; more wait their turn, first come first served. */
export class Gate {
  private inside = 0;
  /** Insertion order is the order of arrival. */
  private readonly queue = new Set<() => void>();
  private readonly passes = new WeakMap<IncomingMessage, Pass>();

  constructor(readonly size: number) {}

  get handling(): number {
    return this.inside;
  }

  get waiting(): number {
    return this.queue.size;
  }

  /** Calls `handle` when it is the request's turn; never when its client goes away first. */
  admit(request: IncomingMessage, response: ServerResponse, handle: () => void): void {
    const pass = new Pass(this.enter, this.leave);
    this.passes.set(request, pass);
    response.once('close', () => pass.end());
    pass.take(handle);
  }

  /** The request needs no place any more: its answer streams, or it only waits for something. */
  release(request: IncomingMessage): void {
    this.passes.get(request)?.give();
  }

  /** Does something slow that costs nothing (reading a body, waiting for an event) without a place, then queues again. */
  async outside<T>(request: IncomingMessage, work: () => Promise<T>): Promise<T> {
    const pass = this.passes.get(request);
    pass?.give();
    const result = await work();
    if (pass !== undefined) await new Promise<void>((resolve) => pass.take(resolve));
    return result;
  }

  private readonly enter = (proceed: () => void): (() => void) => {
    if (this.inside < this.size) {
      this.inside++;
      proceed();
      return () => undefined;
    }
    this.queue.add(proceed);
    return () => this.queue.delete(proceed);
  };

  private readonly leave = (): void => {
    const [next] = this.queue;
    if (next === undefined) {
      this.inside--;
      return;
    }
    this.queue.delete(next);
    next();
  };
}

/** One request's place. */
class Pass {
  private state: 'none' | 'queued' | 'inside' | 'ended' = 'none';
  private forget: () => void = () => undefined;

  constructor(
    private readonly enter: (proceed: () => void) => () => void,
    private readonly leave: () => void,
  ) {}

  /** After the client has gone nobody waits for the work; it is let through without a place so that it can end. */
  take(proceed: () => void): void {
    if (this.state === 'ended') return proceed();
    this.state = 'queued';
    this.forget = this.enter(() => {
      this.state = 'inside';
      proceed();
    });
  }

  give(): void {
    if (this.state !== 'inside') return;
    this.state = 'none';
    this.leave();
  }

  end(): void {
    if (this.state === 'queued') this.forget();
    this.give();
    this.state = 'ended';
  }
}
