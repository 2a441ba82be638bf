import { setTimeout as pause } from 'node:timers/promises';
import type { StartTasksAnswer } from '#wire/runner';
import type { RemoteAttempt } from './remote-attempt';
import type { RunnerClient } from './runner-client';
import { type RunnerError, troubleOf } from './runner-error';

/** Of one request: most attempts, and bytes, unless one attempt alone has more. */
const MOST_ATTEMPTS = 1_000;
const MOST_BYTES = 900_000;
/** Between two tries when nobody knows what became of the first, ms. */
const RETRY_MS = 200;

export interface OutboxEvents {
  /** What the runner said; of attempts of this batch only, in its order. */
  answered(batch: readonly RemoteAttempt[], answer: StartTasksAnswer): void;
  /** Certainly not started: never sent before, and the runner could not be reached or did not want to hear of it. */
  unsent(attempts: readonly RemoteAttempt[]): void;
  /** It will not hear of this one, ever. */
  rejected(attempt: RemoteAttempt, message: string): void;
  /** A request failed; false: there is to be no other. */
  failed(error: RunnerError): boolean;
}

/**
 * Attempts on their way to one runner: one request is under way, the next batch gathers meanwhile. What may have arrived is
 * sent to this very runner again until there is an answer: the same id is never started twice there.
 */
export class StartOutbox {
  private queue: RemoteAttempt[] = [];
  private sending: Promise<void> | undefined;
  private closed = false;
  /** How many of the next ones are to be sent one by one. */
  private alone = 0;

  constructor(
    private readonly client: RunnerClient,
    /** Of the runner, as it was heard last. */
    private readonly instance: () => string,
    private readonly events: OutboxEvents,
  ) {}

  add(attempts: readonly RemoteAttempt[]): void {
    this.queue.push(...attempts);
    this.sending ??= this.sendAll().finally(() => (this.sending = undefined));
  }

  /** Takes back what is not under way; whether it was never sent is told by its stage. */
  withdraw(attempt: RemoteAttempt): void {
    this.queue = this.queue.filter((other) => other !== attempt);
  }

  clear(): void {
    this.queue = [];
  }

  /** Resolves when the request that is under way has ended. */
  async close(): Promise<void> {
    this.closed = true;
    await this.sending;
  }

  private async sendAll(): Promise<void> {
    // In the next turn, with all that comes in this one.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.queue.length > 0 && !this.closed) {
      const batch = this.takeBatch();
      const fresh = batch.filter(({ stage }) => stage === 'placed');
      for (const attempt of fresh) attempt.stage = 'sent';
      try {
        const requests = batch.map(({ request }) => request);
        this.events.answered(batch, await this.client.start(requests, this.instance()));
      } catch (failure) {
        const error = troubleOf(failure);
        if (!this.events.failed(error)) return;
        this.putBack(batch, fresh, error);
        if (this.queue.length > 0) await pause(RETRY_MS);
      }
    }
  }

  private putBack(batch: readonly RemoteAttempt[], fresh: readonly RemoteAttempt[], error: RunnerError): void {
    // What was lost meanwhile is no longer sent.
    const current = batch.filter(({ stage }) => stage === 'sent');
    if (error.failure === 'no-answer') {
      this.queue.unshift(...current);
      return;
    }
    const unsent = fresh.filter(({ stage }) => stage === 'sent');
    const isAboutTasks = error.status === 400 || error.status === 413;
    if (isAboutTasks && batch.length === 1) {
      for (const attempt of current) this.events.rejected(attempt, error.message);
      return;
    }
    for (const attempt of unsent) attempt.stage = 'placed';
    if (isAboutTasks) {
      // One of them is at fault: each is sent alone.
      this.alone = batch.length;
      this.queue.unshift(...current);
      return;
    }
    this.queue.unshift(...current.filter((attempt) => !unsent.includes(attempt)));
    this.events.unsent(unsent);
  }

  private takeBatch(): RemoteAttempt[] {
    let bytes = 0;
    let count = 0;
    const most = this.alone > 0 ? 1 : MOST_ATTEMPTS;
    for (const { request } of this.queue) {
      bytes += request.length;
      if (count === most || (count > 0 && bytes > MOST_BYTES)) break;
      count++;
    }
    this.alone = Math.max(0, this.alone - count);
    return this.queue.splice(0, count);
  }
}
