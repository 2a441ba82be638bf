import { Heap } from './heap';

/**
 * Templates with ready tasks, best first: higher priority, then submission order. A template may stay in the queue
 * after its last ready task is gone; whoever looks at the first one drops it then.
 */
export class TemplateQueue {
  /** Ready tasks of all templates in the queue. */
  ready = 0;
  private readonly heap: Heap<number>;
  private readonly queued = new Set<number>();

  constructor(priorityOf: (template: number) => number) {
    this.heap = new Heap((a, b) => {
      const difference = priorityOf(a) - priorityOf(b);
      return difference > 0 || (difference === 0 && a < b);
    });
  }

  add(template: number): void {
    if (this.queued.has(template)) return;
    this.queued.add(template);
    this.heap.push(template);
  }

  first(): number | undefined {
    return this.heap.first();
  }

  /** All that pass, best first; the others are dropped. */
  *inOrder(passes: (template: number) => boolean): Generator<number, void> {
    const kept: number[] = [];
    try {
      for (let first = this.heap.pop(); first !== undefined; first = this.heap.pop()) {
        if (passes(first)) {
          kept.push(first);
          yield first;
        } else {
          this.queued.delete(first);
        }
      }
    } finally {
      for (const template of kept) this.heap.push(template);
    }
  }

  dropFirst(): void {
    const first = this.heap.pop();
    if (first !== undefined) this.queued.delete(first);
  }
}
