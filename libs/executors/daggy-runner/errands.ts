import type { StopCause } from '#dag/ports/executor';
import type { RunnerClient } from './runner-client';

/** Ids gathered into one request at most, and for how long; nobody waits for a runner to forget. */
const MOST_AT_ONCE = 1_000;
const GATHER_MS = 100;

/** What a runner is to be told some time soon: which tasks to stop, and which to forget. Told again until it has heard. */
export class Errands {
  private readonly stops = new Map<string, StopCause>();
  private readonly forgets = new Set<string>();
  private timer: NodeJS.Timeout | undefined;
  private telling: Promise<void> | undefined;
  private hasFailed = false;

  constructor(
    private readonly client: RunnerClient,
    /** Called with what a failed request failed with; they are told again when `retry` is called. */
    private readonly failed: (error: unknown) => void,
  ) {}

  stop(taskID: string, cause: StopCause): void {
    this.stops.set(taskID, cause);
    void this.tell();
  }

  forget(taskIDs: Iterable<string>): void {
    for (const taskID of taskIDs) this.forgets.add(taskID);
    if (this.forgets.size > 0) this.timer ??= setTimeout(() => void this.tell(), GATHER_MS);
  }

  /** The runner can be reached. */
  retry(): void {
    if (this.hasFailed) void this.tell();
  }

  /** The runner knows nothing any more. */
  clear(): void {
    this.stops.clear();
    this.forgets.clear();
  }

  /** Resolves when all is told, or one try to do so has failed. */
  async close(): Promise<void> {
    await this.tell();
    clearTimeout(this.timer);
  }

  private tell(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.hasFailed = false;
    this.telling ??= this.tellAll()
      .catch((error: unknown) => {
        this.hasFailed = true;
        this.failed(error);
      })
      .finally(() => (this.telling = undefined));
    return this.telling;
  }

  private async tellAll(): Promise<void> {
    // In the next turn, with all that comes in this one.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.stops.size + this.forgets.size > 0) {
      for (const cause of ['killed', 'timeout'] as const) {
        const taskIDs = [...this.stops].filter(([, why]) => why === cause).map(([taskID]) => taskID);
        await this.inPieces(taskIDs, this.stops, (piece) => this.client.stop(piece, cause));
      }
      await this.inPieces([...this.forgets], this.forgets, (piece) => this.client.forget(piece));
    }
  }

  private async inPieces(
    taskIDs: readonly string[],
    untold: { delete(taskID: string): boolean },
    send: (taskIDs: readonly string[]) => Promise<void>,
  ): Promise<void> {
    for (let at = 0; at < taskIDs.length; at += MOST_AT_ONCE) {
      const piece = taskIDs.slice(at, at + MOST_AT_ONCE);
      await send(piece);
      for (const taskID of piece) untold.delete(taskID);
    }
  }
}
