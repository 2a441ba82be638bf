import { setTimeout as pause } from 'node:timers/promises';
import { type OwnerSign, type OwnerWatch, waitUntilFree } from './owner-watch';

/**
 * Takes the store as soon as it is free. `tryClaim` takes it in one step if the sign of the former owner is still the last
 * one, and resolves with undefined if it is not. Rejects with a message for people when the owner is alive.
 */
export async function takeStore<Claim>(
  watch: Omit<OwnerWatch, 'pause'>,
  tryClaim: (sign: OwnerSign) => Promise<Claim | undefined>,
): Promise<Claim> {
  for (;;) {
    const claim = await tryClaim(await waitUntilFree({ ...watch, pause: (ms) => pause(ms) }));
    if (claim !== undefined) return claim;
  }
}
