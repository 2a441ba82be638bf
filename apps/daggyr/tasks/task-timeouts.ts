/** A timer takes no more: 2^31 - 1. */
const LONGEST_MS = 2_147_483_647;

/** Tells when tasks have run for as long as they may. */
export class TaskTimeouts {
  private readonly timers = new Map<number, NodeJS.Timeout>();

  constructor(private readonly onDue: (task: number) => void) {}

  set(task: number, ms: number): void {
    const part = Math.min(ms, LONGEST_MS);
    const due = (): void => {
      if (ms > part) this.set(task, ms - part);
      else this.onDue(task);
    };
    this.timers.set(task, setTimeout(due, part));
  }

  clear(task: number): void {
    clearTimeout(this.timers.get(task));
    this.timers.delete(task);
  }
}
