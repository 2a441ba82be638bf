import type { Room } from '#dag/ports/executor';

/** Sums of fractions are not exact: 0.1 + 0.2 cores fit into 0.3. */
const TOLERANCE = 1e-9;

/** What placing an attempt needs to know of a runner. */
export interface Place {
  /** What no attempt has; undefined when nothing can be started there now. */
  readonly free: Room | undefined;
  /** Undefined when it was never heard. */
  readonly total: Room | undefined;
}

export function fits(demand: Room, room: Room): boolean {
  return demand.cores <= room.cores + TOLERANCE && demand.memoryMB <= room.memoryMB + TOLERANCE;
}

/** The largest relative drop that the demand means to what is free: from above 0 to 1, and above 1 when it does not fit. */
export function impactOn(free: Room, demand: Room): number {
  return Math.max(share(demand.cores, free.cores), share(demand.memoryMB, free.memoryMB));
}

/** The place with the lowest impact among those that have room; of equals the first. `freeOf`: undefined for none. */
export function leastImpact<P>(
  places: Iterable<P>,
  demand: Room,
  freeOf: (place: P) => Room | undefined,
): P | undefined {
  let best: P | undefined;
  let lowest = Infinity;
  for (const place of places) {
    const free = freeOf(place);
    if (!free || !fits(demand, free)) continue;
    const impact = impactOn(free, demand);
    if (impact >= lowest) continue;
    best = place;
    lowest = impact;
  }
  return best;
}

/** Whether none of the places could ever take it, whatever was free there. One that is not known yet might. */
export function fitsNowhere(places: Iterable<Place>, demand: Room): boolean {
  for (const { total } of places) if (!total || fits(demand, total)) return false;
  return true;
}

export function without(room: Room, taken: Room): Room {
  return { cores: room.cores - taken.cores, memoryMB: room.memoryMB - taken.memoryMB };
}

function share(demand: number, free: number): number {
  return free > 0 ? demand / free : Infinity;
}
