import type { Clock } from '#dag/ports/clock';

/** Longest time that a timer of Node can wait for, ms; a longer one would fire at once. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** The time of this host. */
export class SystemClock implements Clock {
  now(): number {
    return Date.now();
  }

  at(time: number, callback: () => void): () => void {
    let timer: NodeJS.Timeout;
    const wait = (): void => {
      const rest = time - Date.now();
      // Timers may fire a millisecond early, and the wall clock may have been set back meanwhile.
      timer = setTimeout(() => (Date.now() < time ? wait() : callback()), Math.min(Math.max(rest, 0), LONGEST_TIMER));
    };
    wait();
    return () => clearTimeout(timer);
  }

  pause(ms: number): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, ms));
  }

  breathe(): Promise<void> {
    return new Promise((resolve) => setImmediate(resolve));
  }
}
