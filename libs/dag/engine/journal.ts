import { DaggyError } from '../errors';
import type { LogEntry, StateLogger } from '../ports/state-logger';
import type { Clock } from '../ports/clock';
import type { RunEvent } from '../run/events';
import type { Health } from './health';
import type { LoadedRun } from './loaded-run';

/** Wait before a store that cannot be reached is asked again, ms. */
export const STORE_RETRY_MS = 250;

interface Pending {
  readonly run: LoadedRun;
  readonly document?: string;
  readonly events: RunEvent[];
}

/**
 * Collects what happens and makes it durable, all of one turn of the engine in one append. A store that cannot be reached
 * is asked again and again: what has happened cannot be taken back. Any other failure is final.
 */
export class Journal {
  private pending = new Map<number, Pending>();
  private committing?: Promise<void>;
  /** The append that is under way; resolves also when it fails. */
  private trying?: Promise<void>;

  constructor(
    private readonly logger: StateLogger,
    private readonly clock: Clock,
    private readonly health: Health,
  ) {}

  add(run: LoadedRun, event: RunEvent, document?: string): void {
    run.unsaved = true;
    const pending = this.pending.get(run.model.runID);
    if (pending) pending.events.push(event);
    else this.pending.set(run.model.runID, { run, document, events: [event] });
  }

  get isEmpty(): boolean {
    return this.pending.size === 0;
  }

  /** The runs of the next commit with their events so far. */
  get runs(): Iterable<Pending> {
    return this.pending.values();
  }

  /** Resolves when everything that was added before is durable. */
  async durable(): Promise<void> {
    await this.committing;
  }

  /** Resolves when everything that was added before is durable, or when the store has just refused to make it so. */
  async tried(): Promise<void> {
    if (this.health.storeTrouble === undefined) await this.trying;
  }

  /** Makes all that was added durable; returns it. */
  async commit(): Promise<readonly Pending[]> {
    const pending = [...this.pending.values()];
    this.pending = new Map();
    const entries = pending.map(({ run, document, events }) => ({
      runID: run.model.runID,
      document,
      events,
      record: run.model.record(),
      taskName: (task: number) => run.model.graph.nameOf(task),
    }));
    this.committing = this.append(entries);
    await this.committing;
    this.committing = undefined;
    for (const { run } of pending) run.unsaved = false;
    return pending;
  }

  private async append(entries: readonly LogEntry[]): Promise<void> {
    for (;;) {
      try {
        const append = this.logger.append(entries);
        this.trying = append.catch(() => undefined);
        await append;
        this.health.appended(undefined);
        return;
      } catch (error) {
        if (!(error instanceof DaggyError) || error.code !== 'store-unavailable') throw error;
        this.health.appended(error.message);
        await this.clock.pause(STORE_RETRY_MS);
      }
    }
  }
}
