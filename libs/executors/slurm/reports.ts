import type { FinishedAttempt } from '#dag/ports/executor';
import type { SlurmAttempt } from './slurm-attempt';

/** Results on their way to the engine; each attempt is known here until its result is acknowledged. */
export class Reports {
  private readonly reported = new Map<string, SlurmAttempt>();
  private results: FinishedAttempt[] = [];
  private soon: NodeJS.Immediate | undefined;
  private closed = false;

  constructor(private readonly deliver: (results: readonly FinishedAttempt[]) => void) {}

  has(text: string): boolean {
    return this.reported.has(text);
  }

  add(result: FinishedAttempt, attempt: SlurmAttempt): void {
    this.reported.set(attempt.text, attempt);
    this.results.push(result);
    this.soon ??= setImmediate(() => this.deliverNow());
  }

  /** Delivers what there is; nothing is delivered after that. */
  close(): void {
    this.deliverNow();
    this.closed = true;
  }

  /** Nothing is delivered any more. */
  abandon(): void {
    this.closed = true;
  }

  /** Undefined for one that was not reported. */
  take(text: string): SlurmAttempt | undefined {
    const attempt = this.reported.get(text);
    this.reported.delete(text);
    return attempt;
  }

  private deliverNow(): void {
    this.soon = undefined;
    const results = this.results.splice(0);
    if (results.length > 0 && !this.closed) this.deliver(results);
  }
}
