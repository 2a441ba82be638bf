/** Which slots are in use. Slots are numbers from 0; the one freed last is given out first. */
export class SlotTable {
  private readonly free: number[] = [];
  private readonly used = new Set<number>();

  constructor(private readonly count: number) {
    for (let slot = count - 1; slot >= 0; slot--) this.free.push(slot);
  }

  /** A slot that is free now; undefined when as many as there may be are in use. */
  take(): number | undefined {
    while (this.used.size < this.count) {
      const slot = this.free.pop();
      if (slot === undefined) return undefined;
      if (this.used.has(slot)) continue;
      this.used.add(slot);
      return slot;
    }
    return undefined;
  }

  /** Marks a slot that was taken in an earlier life, perhaps when there were more of them. */
  occupy(slot: number): void {
    this.used.add(slot);
  }

  release(slot: number): void {
    if (!this.used.delete(slot)) return;
    if (slot < this.count) this.free.push(slot);
  }
}
