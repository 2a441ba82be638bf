import { HEARTBEAT_MS } from './owner-watch';

/** Raises an owner's heartbeat until it is stopped. Keeps no process alive. */
export class Heartbeat {
  private timer: NodeJS.Timeout | undefined;
  private beating: Promise<void> = Promise.resolve();

  /** `raise` never rejects: a beat that the store did not get is one beat less, and the next append says why. */
  constructor(private readonly raise: () => Promise<void>) {}

  start(): void {
    let busy = false;
    this.timer = setInterval(() => {
      if (busy) return;
      busy = true;
      this.beating = this.raise().finally(() => (busy = false));
    }, HEARTBEAT_MS);
    this.timer.unref();
  }

  /** Resolves when no beat is under way any more. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.beating;
  }
}
