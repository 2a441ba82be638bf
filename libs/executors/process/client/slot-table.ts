/** Which slots are in use. Slots are numbers from 0; the one freed last is given out first. */
export class SlotTable {
  private readonly free: number[] = [];
  private readonly used = new Set<number>();

  constructor(private readonly count: number) {
    for (let slot = count - 1; slot >= 0; slot--) this.free.push(slot);
  }

  /** How many more may be taken. */
  get left(): number {
    return Math.max(0, this.count - this.used.size);
  }

  /** A slot that is free now; only when there are any left. */
  take(): number {
    for (;;) {
      const slot = this.free.pop();
      if (slot === undefined) throw new Error('no slot is free');
      // Occupied since it was put here.
      if (this.used.has(slot)) continue;
      this.used.add(slot);
      return slot;
    }
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
