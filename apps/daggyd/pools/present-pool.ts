import type { Pool } from '#dag/engine/pools';
import type { Pool as WirePool } from '#wire/pool';

/** `waiting`: tasks that could start but for room. */
export function presentPool({ name, executor, running }: Pool, waiting: number): WirePool {
  const { kind, slots } = executor;
  return { name, kind, capacity: { slots: Number.isFinite(slots) ? slots : null }, running, waiting };
}
