import type { Capacity } from '#wire/capacity';

/** Amounts are added in millionths, so that ten tasks of 0.1 cores are one core. */
const PARTS = 1_000_000;

/** What is left of a capacity when all of these are taken from it. */
export function freeOf(total: Capacity, demands: Iterable<Capacity>): Capacity {
  let cores = partsOf(total.cores);
  let memoryMB = partsOf(total.memoryMB);
  for (const demand of demands) {
    cores -= partsOf(demand.cores);
    memoryMB -= partsOf(demand.memoryMB);
  }
  return { cores: cores / PARTS, memoryMB: memoryMB / PARTS };
}

export function fits(demand: Capacity, free: Capacity): boolean {
  return partsOf(demand.cores) <= partsOf(free.cores) && partsOf(demand.memoryMB) <= partsOf(free.memoryMB);
}

/** Never nothing: so many tasks that take nothing would be no limit. */
function partsOf(amount: number): number {
  return amount === 0 ? 0 : Math.max(1, Math.round(amount * PARTS));
}
