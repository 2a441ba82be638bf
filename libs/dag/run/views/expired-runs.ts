import type { RunRecord } from '../run-record';
import { isFinal } from '../states';

/** How long finished runs are kept. */
export interface RetentionPolicy {
  /** Days since the end of a run. */
  readonly maxAgeDays?: number;
  /** Most runs of any state; only finished ones are given up for it, the oldest first. */
  readonly maxRuns?: number;
}

const DAY_MS = 86_400_000;

/** Ids of the finished runs that are no longer to be kept, oldest first. `records` by ascending id; `now` in ms since the epoch. */
export function expiredRuns(records: Iterable<RunRecord>, policy: RetentionPolicy, now: number): number[] {
  const { maxAgeDays = Infinity, maxRuns = Infinity } = policy;
  const finished: RunRecord[] = [];
  let count = 0;
  for (const record of records) {
    count++;
    if (isFinal(record.state)) finished.push(record);
  }
  const tooMany = Math.max(0, count - maxRuns);
  const tooOld = now - maxAgeDays * DAY_MS;
  return finished
    .filter(({ stopTime }, place) => place < tooMany || (stopTime ?? now) < tooOld)
    .map(({ runID }) => runID);
}
