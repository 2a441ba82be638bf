import { isGone, type OwnerIdentity } from './owner-identity';

/** How often an owner raises its heartbeat, ms. */
export const HEARTBEAT_MS = 1_000;

/** Looks at a heartbeat that must find it unmoved before its owner counts as dead or frozen: 6 s. */
const LOOKS = 12;
const LOOK_EVERY_MS = 500;

/** What a store says of its owner at one moment. */
export interface OwnerSign {
  /** Undefined when nobody owns the store: it is new, or was let go. */
  readonly owner: OwnerIdentity | undefined;
  readonly fencingToken: number;
  /** Raised by the owner every HEARTBEAT_MS. */
  readonly heartbeat: number;
}

export interface OwnerWatch {
  /** Reads the store; a failure ends the watching. */
  readonly look: () => Promise<OwnerSign>;
  readonly pause: (ms: number) => Promise<void>;
  /** Who watches: what is its own (a claim whose answer was lost) is free for it. */
  readonly self: OwnerIdentity;
  /** How the message for people names the store, `Redis at localhost:6379, prefix daggy`. */
  readonly store: string;
  /** What to give a second daggyd so that both can work, `another prefix`. */
  readonly remedy: string;
}

/**
 * Resolves with the last sign of the owner when the store may be taken over, which the store must do in one step, and
 * only if that sign is still the last one. Rejects with a message for people when the owner is alive. No clocks are
 * compared: what counts is how often one looked in vain, so that neither a wrong clock nor a pause of this process, in
 * which the owner may have been paused too, makes a dead one of a living one.
 */
export async function waitUntilFree({ look, pause, self, store, remedy }: OwnerWatch): Promise<OwnerSign> {
  const first = await look();
  const { owner } = first;
  if (owner === undefined || owner.instance === self.instance || isGone(owner)) return first;
  for (let looks = 0; looks < LOOKS; looks++) {
    await pause(LOOK_EVERY_MS);
    const sign = await look();
    if (sign.fencingToken === first.fencingToken && sign.owner === undefined) return sign;
    if (sign.fencingToken === first.fencingToken && sign.heartbeat === first.heartbeat) continue;
    const { pid, host } = sign.owner ?? owner;
    throw new Error(
      `${store} is in use by another daggyd (pid ${pid} on ${host}): stop that one, or give this one ${remedy}`,
    );
  }
  return first;
}
