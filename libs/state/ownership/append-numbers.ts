import type { LogEntry } from '#dag/ports/state-logger';

/**
 * The numbers of an owner's appends. The store keeps the number of the last one that it has recorded, so that it knows one
 * again whose answer was lost and which is repeated. They ascend; a refused one leaves a gap.
 */
export class AppendNumbers {
  private last: number;
  private entries: readonly LogEntry[] | undefined;

  /** `recorded`: the last number that is in the store for certain. */
  constructor(private recorded: number) {
    this.last = recorded;
  }

  /** A store with a smaller number has lost what it had acknowledged. */
  get acknowledged(): number {
    return this.recorded;
  }

  /** The same one for the very same array. */
  numberOf(entries: readonly LogEntry[]): number {
    if (entries !== this.entries) {
      this.entries = entries;
      this.last++;
    }
    return this.last;
  }

  /** The append with this number is in the store. */
  acknowledge(number: number): void {
    this.recorded = number;
    this.entries = undefined;
  }
}
