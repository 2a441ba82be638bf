import type { IncomingMessage, ServerResponse } from 'node:http';
import { Slots } from './slots';

const passes = new WeakMap<IncomingMessage, Pass>();

/** Lets `size` requests be handled at once; more wait their turn. */
export class Gate {
  private readonly slots: Slots;

  constructor(size: number) {
    this.slots = new Slots(size);
  }

  get handling(): number {
    return this.slots.taken;
  }

  get waiting(): number {
    return this.slots.waiting;
  }

  /** Calls `handle` when it is the request's turn; never when its client goes away first. */
  admit(request: IncomingMessage, response: ServerResponse, handle: () => void): void {
    const pass = new Pass(this.slots);
    passes.set(request, pass);
    response.once('close', () => pass.end());
    pass.take(handle);
  }
}

/** The request needs no place any more: its headers are sent and the rest streams. */
export function leaveGate(request: IncomingMessage): void {
  passes.get(request)?.give();
}

/** Does something that takes long and costs nothing (reading a body, a long poll) without a place, then queues again. */
export async function outsideGate<T>(request: IncomingMessage, work: () => Promise<T>): Promise<T> {
  const pass = passes.get(request);
  pass?.give();
  const result = await work();
  if (pass !== undefined) await new Promise<void>((resolve) => pass.take(resolve));
  return result;
}

/** One request's place. */
class Pass {
  private state: 'none' | 'queued' | 'inside' | 'ended' = 'none';
  private unqueue: () => void = () => undefined;

  constructor(private readonly slots: Slots) {}

  /** After the client has gone nobody waits for the work; it is let through without a place so that it can end. */
  take(proceed: () => void): void {
    if (this.state === 'ended') return proceed();
    this.state = 'queued';
    this.unqueue = this.slots.enter(() => {
      this.state = 'inside';
      proceed();
    });
  }

  give(): void {
    if (this.state !== 'inside') return;
    this.state = 'none';
    this.slots.leave();
  }

  end(): void {
    if (this.state === 'queued') this.unqueue();
    this.give();
    this.state = 'ended';
  }
}
