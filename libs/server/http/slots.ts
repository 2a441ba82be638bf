/** A number of places; who finds none waits, first come first served. */
export class Slots {
  private inside = 0;
  /** Insertion order is the order of arrival. */
  private readonly queue = new Set<() => void>();

  constructor(readonly size: number) {}

  get taken(): number {
    return this.inside;
  }

  get waiting(): number {
    return this.queue.size;
  }

  /** Calls `proceed` with a place, now or later. Returns how to leave the queue. */
  enter(proceed: () => void): () => void {
    if (this.inside < this.size) {
      this.inside++;
      proceed();
      return () => undefined;
    }
    this.queue.add(proceed);
    return () => this.queue.delete(proceed);
  }

  /** Gives a place back; the first in the queue gets it. */
  leave(): void {
    const [next] = this.queue;
    if (next === undefined) {
      this.inside--;
      return;
    }
    this.queue.delete(next);
    next();
  }
}
