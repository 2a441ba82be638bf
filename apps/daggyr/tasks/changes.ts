/** Tells whoever listens that tasks have ended. */
export class Changes {
  private readonly listeners = new Set<() => void>();

  publish(): void {
    for (const listener of this.listeners) listener();
  }

  /** Returns how to end it. */
  listen(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}
