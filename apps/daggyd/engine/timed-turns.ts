import type { Turns } from '#dag/run/views/turns';

/** Longest time that others wait, ms. */
const TURN_MS = 15;

/** Turns of one request. */
export class TimedTurns implements Turns {
  private end = performance.now() + TURN_MS;

  over(): boolean {
    return performance.now() > this.end;
  }

  async next(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    this.end = performance.now() + TURN_MS;
  }
}
