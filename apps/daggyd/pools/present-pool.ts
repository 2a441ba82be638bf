import type { Pool } from '#dag/engine/pools';
import type { BackEndQueue, RunnerView } from '#dag/ports/executor';
import type { Pool as WirePool } from '#wire/pool';
import { presentOptionalTime } from '#server/present-time';

/** `waiting`: tasks that could start but for room. */
export function presentPool({ name, executor, running }: Pool, waiting: number): WirePool {
  const { kind, slots } = executor;
  const pool = { name, kind, capacity: { slots: Number.isFinite(slots) ? slots : null }, running, waiting };
  const runners = executor.runners?.();
  return {
    ...pool,
    ...(executor.queue && { queue: presentQueue(executor.queue) }),
    ...(runners && { runners: runners.map(presentRunner) }),
  };
}

function presentQueue({ pending, trouble }: BackEndQueue) {
  return { pending, trouble: trouble ?? null };
}

function presentRunner({ url, state, total, free, running, heardTime }: RunnerView) {
  return {
    url,
    state,
    total: total ?? null,
    free: free ?? null,
    running,
    heardTime: presentOptionalTime(heardTime),
  };
}
