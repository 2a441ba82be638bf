import type { AttemptOrder } from '#dag/ports/executor';
import { Adoption, type Settlement, type Unsettled } from './adoption';
import { neverSent } from './never-sent';
import type { NotedInstances } from './noted-instances';
import type { Runner } from './runner';
import type { RunnerFleet } from './runner-fleet';
import type { RunnerLink } from './runner-link';
import type { TaskIDs } from './task-ids';

export interface TakeoverOptions {
  readonly ids: TaskIDs;
  readonly noted: NotedInstances;
  readonly log: (message: string) => void;
}

/** Takes up what a former owner has left at the runners, and finds out what became of the rest. */
export class Takeover {
  private adoption: Adoption | undefined;
  private settling: Promise<void> | undefined;
  private closed = false;

  constructor(
    private readonly options: TakeoverOptions,
    private readonly fleet: RunnerFleet,
    private readonly links: () => Iterable<RunnerLink>,
    /** Called with what no runner has told of. */
    private readonly settled: (settlement: Settlement) => void,
  ) {}

  /** From now on it is known which attempts there are: a task at a runner that is none of them is nobody's. */
  get hasBegun(): boolean {
    return this.adoption !== undefined;
  }

  /** Resolves when each runner has told what it has, or could not be reached: then the rest is waited for. */
  async adopt(orders: readonly AttemptOrder[]): Promise<void> {
    const adoption = new Adoption(orders, this.fleet.runners);
    this.adoption = adoption;
    for (const link of this.links()) link.recount();
    await adoption.allAsked();
    if (!adoption.isOpen) await this.settleRest();
    this.options.noted.begin(this.instances());
  }

  /** An attempt that no runner has told of yet. */
  get(text: string): Unsettled | undefined {
    return this.adoption?.get(text);
  }

  /** The same; it was found, under an id with this token. */
  take(text: string, token: number): Unsettled | undefined {
    const unsettled = this.adoption?.take(text);
    if (unsettled) this.options.noted.takenUp(token);
    return unsettled;
  }

  /** A try to reach it has failed. */
  failed(runner: Runner): void {
    this.adoption?.asked(runner);
  }

  /** It has told of all that it has, or is lost. */
  told(runner: Runner): void {
    if (this.adoption?.settled(runner)) void this.settleRest();
  }

  /** Nothing more is found: what is not settled is lost. */
  giveUp(): void {
    this.settle(new Set(), '');
  }

  close(): void {
    this.closed = true;
  }

  /** All runners were heard, or waited for in vain: what none of them has is nowhere. */
  private settleRest(): Promise<void> {
    this.settling ??= this.neverSent().then((unsent) => {
      if (!this.closed) this.settle(unsent, this.whereElse());
    });
    return this.settling;
  }

  /** By key, what is proved to be at no runner. */
  private async neverSent(): Promise<Set<string>> {
    const { ids, noted, log } = this.options;
    const orders = this.adoption?.unsettled() ?? [];
    const haveAllTold = this.fleet.runners.every(({ state }) => state === 'up');
    const senders = haveAllTold && orders.length > 0 ? noted.senders(this.instances()) : undefined;
    if (!senders) return new Set();
    try {
      return await neverSent(orders, senders, ids, this.links());
    } catch (error) {
      log(`a runner does not say whether it ever had what was recorded as started: ${String(error)}`);
      return new Set();
    }
  }

  /** Where else attempts of a former owner may have been, for people. */
  private whereElse(): string {
    const { runners } = this.fleet;
    const absent = runners.filter(({ state }) => state !== 'up').map(({ url }) => url);
    const removed = this.options.noted.missing(runners.map(({ url }) => url));
    return (
      (absent.length > 0 ? `; ${absent.join(', ')} could not be reached` : '') +
      (removed.length > 0 ? `; not among the configured runners any more: ${removed.join(', ')}` : '')
    );
  }

  private settle(unsent: ReadonlySet<string>, where: string): void {
    const settlement = this.adoption?.settleRest(unsent, where);
    if (!settlement) return;
    const { results } = settlement;
    if (results.length > 0) this.options.log(`attempts of which no runner knows any more: ${results.length}${where}`);
    this.settled(settlement);
  }

  private instances(): Map<string, string | undefined> {
    return new Map(this.fleet.runners.map(({ url, instance }) => [url, instance]));
  }
}
