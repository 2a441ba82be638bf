/** Whoever looks at another tab for a moment comes back to a page that went on. */
export const UNSEEN_MS = 20_000;

/** What is needed of a document. */
export interface Visible extends EventTarget {
  readonly visibilityState: 'visible' | 'hidden';
}

/**
 * Calls `unseen` when nobody has seen the page for UNSEEN_MS, and `seen` when somebody does after that: browsers have six
 * connections to a server for all their tabs, and one that follows what happens holds one. Returns what ends it.
 */
export function whileSeen(page: Visible, { seen, unseen }: { seen(): void; unseen(): void }): () => void {
  let leaving: ReturnType<typeof setTimeout> | undefined;
  let left = false;
  const look = (): void => {
    clearTimeout(leaving);
    if (page.visibilityState === 'hidden') {
      leaving = setTimeout(() => {
        left = true;
        unseen();
      }, UNSEEN_MS);
    } else if (left) {
      left = false;
      seen();
    }
  };
  page.addEventListener('visibilitychange', look);
  look();
  return () => {
    clearTimeout(leaving);
    page.removeEventListener('visibilitychange', look);
  };
}
