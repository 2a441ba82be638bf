/** The end of the server, as everything that outlives a request sees it. */
export class Shutdown {
  private readonly controller = new AbortController();

  /** Aborted when the server stops taking requests: streams end, waits are given up. */
  get signal(): AbortSignal {
    return this.controller.signal;
  }

  begin(): void {
    this.controller.abort();
  }
}
