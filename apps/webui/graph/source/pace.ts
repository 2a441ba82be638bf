const LEAST_MS = 1_000;
/** Of all time, so much at most is spent. */
const SHARE = 5;

/** Does something soon whenever it is asked to, but not more often than is good for the server. */
export class Pace {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private idleFrom = 0;

  constructor(private readonly act: () => void) {}

  soon(): void {
    this.timer ??= setTimeout(
      () => {
        this.timer = undefined;
        this.act();
      },
      Math.max(0, this.idleFrom - Date.now()),
    );
  }

  /** It was done, and took so long. */
  took(ms: number): void {
    this.idleFrom = Date.now() + Math.max(LEAST_MS, ms * SHARE);
  }

  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }
}
