/** Loaded on first use: a server without runners need not have it in memory. */
export async function loadUndici(): Promise<typeof import('undici')> {
  return import('undici');
}
