import type { Room, RunnerView } from '#dag/ports/executor';
import type { RunnerStatus } from '#wire/runner';
import { fits, type Place, without } from './placement';
import type { RemoteAttempt, Stage } from './remote-attempt';

const NOTHING: Room = { cores: 0, memoryMB: 0 };

/** A runner as it is known here: what it said last, and the attempts that were placed there since. */
export class Runner implements Place {
  /** Placed here and not ended, as far as is known. */
  readonly attempts = new Set<RemoteAttempt>();
  /** Why it is not up. */
  trouble = 'it was not asked yet';
  private current: RunnerView['state'] = 'unreachable';
  private status: RunnerStatus | undefined;
  private heardTime: number | undefined;
  /** Of `free`; undefined when that must be computed anew. */
  private cached: { readonly free: Room | undefined } | undefined;
  /** It says no at this revision, although there seems to be room. */
  private distrusted: number | undefined;

  constructor(readonly url: string) {}

  /** For people. */
  get whereabouts(): string {
    return `on ${this.url}`;
  }

  get state(): RunnerView['state'] {
    return this.current;
  }

  /** Undefined until it was heard. */
  get instance(): string | undefined {
    return this.status?.instance;
  }

  get total(): Room | undefined {
    return this.status?.capacity.total;
  }

  get free(): Room | undefined {
    this.cached ??= { free: this.computeFree() };
    return this.cached.free;
  }

  /** Whether others have tasks there too, whose ends it does not tell. */
  get isShared(): boolean {
    return (this.status?.capacity.tasks ?? 0) > this.attempts.size;
  }

  /** What it says of itself; nothing changes when it has said something newer before. */
  heard(status: RunnerStatus, now: number): void {
    this.heardTime = now;
    this.current = 'up';
    this.trouble = '';
    const { status: last } = this;
    if (!last || last.instance !== status.instance || last.revision <= status.revision) this.status = status;
    this.cached = undefined;
  }

  notHeard(state: 'unreachable' | 'lost', trouble: string): void {
    this.current = state;
    this.trouble = trouble;
    this.cached = undefined;
  }

  add(attempt: RemoteAttempt, stage: Stage): void {
    attempt.runner = this;
    attempt.stage = stage;
    this.attempts.add(attempt);
    this.cached = undefined;
  }

  remove(attempt: RemoteAttempt): void {
    this.attempts.delete(attempt);
    this.cached = undefined;
  }

  /** It has refused an attempt of that demand. Should there seem to be room, nothing is placed until it says more. */
  refused(demand: Room): void {
    if (this.free && fits(demand, this.free)) this.distrusted = this.status?.revision;
    this.cached = undefined;
  }

  view(): RunnerView {
    const { url, state, total, heardTime } = this;
    const running = [...this.attempts].filter(({ stage }) => stage === 'sent' || stage === 'running').length;
    const free = state === 'up' ? (this.free ?? NOTHING) : this.status?.capacity.free;
    return { url, state, total, free, running, heardTime };
  }

  /**
   * What it said to be free, less what it did not know of then; and never more than its total less all that is here, for
   * of an attempt that has ended it may know before we do.
   */
  private computeFree(): Room | undefined {
    if (this.current !== 'up' || !this.status || this.distrusted === this.status.revision) return undefined;
    let { free, total } = this.status.capacity;
    for (const { demand, stage } of this.attempts) {
      if (stage !== 'running') free = without(free, demand);
      total = without(total, demand);
    }
    return { cores: Math.min(free.cores, total.cores), memoryMB: Math.min(free.memoryMB, total.memoryMB) };
  }
}
