/** Undefined when ready, otherwise why not, in words. */
export type ReadinessCheck = () => string | undefined | Promise<string | undefined>;

/** What must be well before the server can do its work; parts of the application add their checks. */
export class Readiness {
  private readonly checks = new Map<string, ReadinessCheck>();

  add(name: string, check: ReadinessCheck): void {
    this.checks.set(name, check);
  }

  /** `name: reason` of everything that is not ready. A check that fails is not ready. */
  async reasons(): Promise<string[]> {
    const answers = await Promise.all(
      [...this.checks].map(async ([name, check]) => {
        try {
          const reason = await check();
          return reason === undefined ? [] : [`${name}: ${reason}`];
        } catch (error) {
          return [`${name}: ${error instanceof Error ? error.message : String(error)}`];
        }
      }),
    );
    return answers.flat();
  }
}
