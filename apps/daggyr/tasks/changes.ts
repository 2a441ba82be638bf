import type { Task } from './task';

type Listener = (ended: readonly Task[]) => void;

/** Tells whoever listens which tasks have just ended. */
export class Changes {
  private readonly listeners = new Set<Listener>();

  publish(ended: readonly Task[]): void {
    for (const listener of this.listeners) listener(ended);
  }

  /** Returns how to end it. */
  listen(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}
