const LEAST_MS = 1_000;
const MOST_MS = 30_000;

interface Pause {
  readonly ms: number;
  readonly why: string | undefined;
  /** Undefined when it is over. */
  timer: NodeJS.Timeout | undefined;
}

/** Pauses of what is tried again, by what must wait: the longer the more often it was in vain. */
export class Pauses {
  private readonly all = new Map<string, Pause>();

  constructor(private readonly onEnd: () => void) {}

  /** Without effect while one lasts. `why` is for people. */
  begin(name: string, why?: string): void {
    const last = this.all.get(name);
    if (last?.timer) return;
    const ms = last ? Math.min(MOST_MS, 2 * last.ms) : LEAST_MS;
    const pause: Pause = { ms, why, timer: undefined };
    pause.timer = setTimeout(() => {
      pause.timer = undefined;
      this.onEnd();
    }, ms);
    this.all.set(name, pause);
  }

  lasts(name: string): boolean {
    return this.all.get(name)?.timer !== undefined;
  }

  /** Why there was a pause last; undefined when it has gone well since, or nobody said why. */
  why(name: string): string | undefined {
    return this.all.get(name)?.why;
  }

  /** It has gone well: the next pause is a short one. */
  forget(name: string): void {
    clearTimeout(this.all.get(name)?.timer);
    this.all.delete(name);
  }

  halt(): void {
    for (const name of [...this.all.keys()]) this.forget(name);
  }
}
