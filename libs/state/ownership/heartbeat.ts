import { DaggyError } from '#dag/errors';
import type { StoreWatcher } from '#dag/ports/state-logger';
import { HEARTBEAT_MS } from './owner-watch';

/**
 * Raises an owner's heartbeat until it is stopped or the store is another's, and tells what it meets: while nothing is
 * appended, nobody else would learn that the store is away. Keeps no process alive.
 */
export class Heartbeat {
  private timer: NodeJS.Timeout | undefined;
  private beating: Promise<void> = Promise.resolve();
  private stopped = false;

  constructor(
    private readonly raise: () => Promise<void>,
    private readonly watcher: StoreWatcher | undefined,
  ) {}

  start(): void {
    let busy = false;
    this.timer = setInterval(() => {
      if (busy) return;
      busy = true;
      this.beating = this.beat().finally(() => (busy = false));
    }, HEARTBEAT_MS);
    this.timer.unref();
  }

  /** Resolves when no beat is under way any more. */
  async stop(): Promise<void> {
    this.end();
    await this.beating;
  }

  private async beat(): Promise<void> {
    try {
      await this.raise();
      if (!this.stopped) this.watcher?.trouble(undefined);
    } catch (error) {
      if (this.stopped) return;
      if (error instanceof DaggyError && error.code === 'fenced') {
        this.end();
        this.watcher?.fenced(error);
      } else this.watcher?.trouble(error instanceof Error ? error.message : String(error));
    }
  }

  private end(): void {
    this.stopped = true;
    clearInterval(this.timer);
  }
}
