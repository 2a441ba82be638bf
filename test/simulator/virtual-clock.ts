import { Heap } from '#dag/engine/heap';
import type { Clock } from '#dag/ports/clock';

interface Timer {
  readonly time: number;
  readonly callback: () => void;
  cancelled: boolean;
}

/** Time that passes only when everybody waits for it. */
export class VirtualClock implements Clock {
  private time = Date.UTC(2026, 0, 1);
  private readonly timers = new Heap<Timer>((a, b) => a.time < b.time);

  now(): number {
    return this.time;
  }

  at(time: number, callback: () => void): () => void {
    const timer = { time, callback, cancelled: false };
    this.timers.push(timer);
    return () => {
      timer.cancelled = true;
    };
  }

  pause(ms: number): Promise<void> {
    return new Promise((resolve) => this.at(this.time + ms, resolve));
  }

  breathe(): Promise<void> {
    return Promise.resolve();
  }

  /** As when somebody corrects the clock of the machine. */
  setBack(ms: number): void {
    this.time -= ms;
  }

  /** Lets everything happen that can happen without time passing. */
  async settle(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
  }

  /** Lets everything happen, time passing as needed, until nobody waits for anything or `until` has come. */
  async run(until = Infinity): Promise<void> {
    for (;;) {
      await this.settle();
      const timer = this.timers.first();
      if (!timer || timer.time > until) break;
      this.timers.pop();
      if (timer.cancelled) continue;
      this.time = Math.max(this.time, timer.time);
      timer.callback();
    }
    if (until !== Infinity) this.time = Math.max(this.time, until);
  }
}
