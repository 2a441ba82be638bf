import type { StorageSpace } from './storage-space';

/** After so long it is tried again. */
const PASSING_MS = 1_000;

/** What keeps a runner from taking tasks in for a while, however few it has. */
export class Shortages {
  private reported: string | undefined;
  private met: { readonly reason: string; readonly until: number } | undefined;
  private changes = 0;

  constructor(
    private readonly space: Pick<StorageSpace, 'shortage'>,
    private readonly log: (message: string) => void,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** The host was short of something when a task was to be made. */
  meet(reason: string): void {
    this.met = { reason, until: this.now() + PASSING_MS };
  }

  /** In words; undefined when there is none. */
  get reason(): string | undefined {
    const now = this.now();
    const reason = this.space.shortage(now) ?? (this.met && now < this.met.until ? this.met.reason : undefined);
    if ((reason === undefined) !== (this.reported === undefined)) {
      this.changes++;
      if (reason !== undefined) this.log(`No tasks are taken in: ${reason}`);
    }
    this.reported = reason;
    return reason;
  }

  /** Greater after each beginning and each end of a shortage. */
  get revision(): number {
    void this.reason;
    return this.changes;
  }
}
