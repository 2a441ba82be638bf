import type { Change } from '../run/changes';

/** A change that is durable; numbers ascend by one. */
export interface Published {
  readonly number: number;
  readonly change: Change;
}

/** So many of the last changes can be had again. */
const KEPT = 65_536;

/** Hands on what changed, in order, to whoever listens; the latest part of it can be had again after a pause. */
export class Feed {
  private readonly kept: Published[] = [];
  private readonly listeners = new Set<(changes: readonly Published[]) => void>();
  private last = 0;

  /** Number of the last change. */
  get lastNumber(): number {
    return this.last;
  }

  publish(changes: readonly Change[]): void {
    const published = changes.map((change) => ({ number: ++this.last, change }));
    for (const each of published) this.kept[each.number % KEPT] = each;
    for (const listener of this.listeners) listener(published);
  }

  /** Everything after the given number, or undefined when part of that is no longer kept. */
  since(number: number): Published[] | undefined {
    if (number > this.last || this.last - number > KEPT) return undefined;
    return Array.from({ length: this.last - number }, (_, i) => this.kept[(number + 1 + i) % KEPT]);
  }

  /** Returns how to end it. */
  listen(listener: (changes: readonly Published[]) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}
