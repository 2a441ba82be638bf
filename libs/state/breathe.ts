/** Lets everything that waits on the event loop go first. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
