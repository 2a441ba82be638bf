/** Something that tells listeners of its changes. */
export interface Listenable {
  /** Returns how to end it. */
  listen(listener: () => void): () => void;
}

/**
 * Resolves when something holds: looks at once and after every change that is told of. Also resolves after `ms`, and
 * when `signal` is aborted; whoever asked then looks for himself.
 */
export function awaitChange(feed: Listenable, holds: () => boolean, { ms, signal }: AwaitOptions): Promise<void> {
  if (holds() || signal?.aborted === true) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      stopListening();
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = ms === undefined ? undefined : setTimeout(done, ms);
    const stopListening = feed.listen(() => {
      if (holds()) done();
    });
    signal?.addEventListener('abort', done, { once: true });
  });
}

export interface AwaitOptions {
  /** Longest wait; absent: as long as it takes. */
  readonly ms?: number;
  readonly signal?: AbortSignal;
}
