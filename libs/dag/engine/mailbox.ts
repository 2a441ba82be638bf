import type { FinishedAttempt } from '../ports/executor';
import type { GeneratorOutput } from './reactor/attempt-finished';

/** A result on its way to the reactor; a generator's comes with what it printed. */
export interface Arrived extends FinishedAttempt {
  readonly generated?: GeneratorOutput;
}

/** What somebody asked of the engine. It is carried out between two commits and answered after the second. */
export interface Request {
  /** Throws a refusal; otherwise returns how to answer once all is durable. */
  readonly carryOut: (now: number) => () => void;
  readonly refuse: (error: unknown) => void;
}

/** Results handled in one turn at most: a turn must not hold up the server for long. */
const MOST_RESULTS = 100;

/** What waits for the engine's next turn. */
export class Mailbox {
  private readonly requests: Request[] = [];
  private readonly arrived: Arrived[] = [];
  private rung = false;
  private wake?: () => void;

  /** Results that wait. */
  get results(): number {
    return this.arrived.length;
  }

  ask(request: Request): void {
    this.requests.push(request);
    this.ring();
  }

  deliver(results: readonly Arrived[]): void {
    for (const result of results) this.arrived.push(result);
    this.ring();
  }

  /** Something outside changed: the engine is to look again. */
  ring(): void {
    this.rung = true;
    this.wake?.();
  }

  async waitForMail(): Promise<void> {
    if (this.rung) return;
    await new Promise<void>((resolve) => (this.wake = resolve));
    this.wake = undefined;
  }

  /** Takes out what one turn can handle; rings again for the rest. */
  take(): { requests: Request[]; results: Arrived[] } {
    this.rung = false;
    const requests = this.requests.splice(0);
    const results = this.arrived.splice(0, MOST_RESULTS);
    if (this.arrived.length > 0) this.rung = true;
    return { requests, results };
  }
}
