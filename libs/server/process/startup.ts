/** The begin of the server, as those see it who ask before it is up. */
export class Startup {
  private last?: string;

  /** `onObstacle` is told whenever something else is in the way. */
  constructor(private readonly onObstacle: (obstacle: string) => void = () => undefined) {}

  /** What it waits for, in words. */
  get obstacle(): string | undefined {
    return this.last;
  }

  /** False when that is known already. */
  waitFor(obstacle: string): boolean {
    if (obstacle === this.last) return false;
    this.last = obstacle;
    this.onObstacle(obstacle);
    return true;
  }
}
