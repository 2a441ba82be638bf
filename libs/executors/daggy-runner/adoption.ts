import type { AttemptOrder, FinishedAttempt, StopCause } from '#dag/ports/executor';
import { lostAttempt, stoppedBeforeStart } from '../results';
import type { Runner } from './runner';
import { textOf } from './task-ids';

export interface Unsettled {
  readonly order: AttemptOrder;
  stopCause?: StopCause;
}

export interface Settlement {
  readonly results: readonly FinishedAttempt[];
  /** To be started. */
  readonly orders: readonly AttemptOrder[];
}

/**
 * Attempts of a former owner of which it is not known yet where they are: at one of the runners that have not been heard,
 * or nowhere.
 */
export class Adoption {
  private readonly orders: Map<string, Unsettled>;
  private readonly missing: Set<Runner>;
  /** Runners that have neither answered nor failed to. */
  private readonly unasked: Set<Runner>;
  private readonly wakers: (() => void)[] = [];

  constructor(orders: readonly AttemptOrder[], runners: Iterable<Runner>) {
    this.orders = new Map(orders.map((order) => [textOf(order), { order }]));
    this.missing = new Set(runners);
    this.unasked = new Set(this.missing);
  }

  /** Whether a runner that was not heard may still have some of them. */
  get isOpen(): boolean {
    return this.missing.size > 0;
  }

  /** What is not settled yet. */
  unsettled(): AttemptOrder[] {
    return Array.from(this.orders.values(), ({ order }) => order);
  }

  get(text: string): Unsettled | undefined {
    return this.orders.get(text);
  }

  take(text: string): Unsettled | undefined {
    const unsettled = this.orders.get(text);
    this.orders.delete(text);
    return unsettled;
  }

  /** It has told of all that it has, or will not be waited for any longer. Returns whether it was the last one. */
  settled(runner: Runner): boolean {
    this.asked(runner);
    return this.missing.delete(runner) && this.missing.size === 0;
  }

  /** It has answered, or a try to reach it has failed. */
  asked(runner: Runner): void {
    this.unasked.delete(runner);
    if (this.unasked.size === 0) for (const wake of this.wakers.splice(0)) wake();
  }

  /** Resolves when each runner was asked. */
  async allAsked(): Promise<void> {
    if (this.unasked.size > 0) await new Promise<void>((resolve) => this.wakers.push(resolve));
  }

  /**
   * Settles those that no runner has told of: the `unsent` ones, by key, are started; of the others nobody can know what
   * became. `where`: what is to be said of where they may have been.
   */
  settleRest(unsent: ReadonlySet<string>, where: string): Settlement {
    const results: FinishedAttempt[] = [];
    const orders: AttemptOrder[] = [];
    for (const [text, { order, stopCause }] of this.orders) {
      const { runID, task, attempt } = order;
      const key = { runID, task, attempt };
      if (!unsent.has(text)) results.push(lostAttempt(key, `no runner knows it any more${where}`));
      else if (stopCause) results.push(stoppedBeforeStart(key, stopCause));
      else orders.push(order);
    }
    this.orders.clear();
    return { results, orders };
  }
}
