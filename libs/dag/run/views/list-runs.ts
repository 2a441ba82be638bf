import type { RunRecord } from '../run-record';
import type { RunState } from '../states';
import type { Page } from './page';
import type { Turns } from './turns';

export const RUN_SORT_KEYS = ['runID', 'submitTime', 'startTime', 'stopTime', 'lastUpdate', 'tag'] as const;
export type RunSortKey = (typeof RUN_SORT_KEYS)[number];

export interface RunQuery {
  readonly key: RunSortKey;
  readonly descending: boolean;
  readonly states?: ReadonlySet<RunState>;
  readonly tag?: (tag: string) => boolean;
  /** Submitted at this time or later, and before this time; ms since the epoch. */
  readonly since?: number;
  readonly until?: number;
  readonly limit: number;
  /** The last run that was seen. */
  readonly after?: RunPosition;
}

/** A place in an order of runs; `value` is what the run is sorted by, null when it has none. */
export interface RunPosition {
  readonly value: number | string | null;
  readonly runID: number;
}

/** Records by id, from a given id on, without that one. */
export interface RunSource {
  newestFirst(below?: number): Iterable<RunRecord>;
  oldestFirst(above?: number): Iterable<RunRecord>;
}

/** Records looked at before others get their turn; also the most that a page in the order of ids looks at. */
export const RUNS_AT_ONCE = 20_000;

/**
 * A page of runs. In the order of ids a call looks at no more than RUNS_AT_ONCE records, in one turn, and then answers
 * with what it has found, perhaps nothing, and where to go on. Other orders look at every record, in several turns. Runs that have no value of
 * the key come last, whatever the direction; equal values are ordered by id.
 */
export async function listRuns(
  source: RunSource,
  query: RunQuery,
  turns: Turns,
): Promise<Page<RunRecord, RunPosition>> {
  if (query.key === 'runID') return listByID(source, query, turns);
  const best = new Best(query);
  let last: number | undefined;
  for (;;) {
    let looked = 0;
    let all = true;
    for (const record of inOrderOfIDs(source, query.descending, last)) {
      if (looked++ === RUNS_AT_ONCE || (looked > 1 && turns.over())) {
        all = false;
        break;
      }
      last = record.runID;
      best.offer(record);
    }
    if (all) return best.page();
    await turns.next();
  }
}

function listByID(source: RunSource, query: RunQuery, turns: Turns): Page<RunRecord, RunPosition> {
  const items: RunRecord[] = [];
  let looked = 0;
  let last: RunRecord | undefined;
  for (const record of inOrderOfIDs(source, query.descending, query.after?.runID)) {
    if (last && (looked === RUNS_AT_ONCE || turns.over())) {
      // A full page ends with its last item: what lies behind it was looked at in vain and is looked at again.
      const end = items.length < query.limit ? last : items[items.length - 1];
      return { items, next: positionOf(end, query) };
    }
    looked++;
    last = record;
    if (!matches(record, query)) continue;
    // One more than fits: only now is it known that there is a next page.
    if (items.length === query.limit) return { items, next: positionOf(items[items.length - 1], query) };
    items.push(record);
  }
  return { items };
}

function inOrderOfIDs(source: RunSource, descending: boolean, after?: number): Iterable<RunRecord> {
  return descending ? source.newestFirst(after) : source.oldestFirst(after);
}

function matches({ state, tag, submitTime }: RunRecord, query: RunQuery): boolean {
  return (
    (query.states?.has(state) ?? true) &&
    (query.since === undefined || submitTime >= query.since) &&
    (query.until === undefined || submitTime < query.until) &&
    (query.tag?.(tag) ?? true)
  );
}

/** The first `limit` runs behind a position, and whether there is one more. */
class Best {
  /** In order; one more than fits. */
  private readonly found: RunRecord[] = [];

  constructor(private readonly query: RunQuery) {}

  offer(record: RunRecord): void {
    const { query, found } = this;
    const full = found.length > query.limit;
    // The filter comes last: a regular expression costs more than a comparison.
    if (full && compare(positionOf(record, query), positionOf(found[found.length - 1], query), query) > 0) return;
    if (query.after && compare(positionOf(record, query), query.after, query) <= 0) return;
    if (!matches(record, query)) return;
    found.splice(this.placeOf(record), 0, record);
    if (found.length > query.limit + 1) found.pop();
  }

  page(): Page<RunRecord, RunPosition> {
    const { found, query } = this;
    if (found.length <= query.limit) return { items: found };
    const items = found.slice(0, query.limit);
    return { items, next: positionOf(items[items.length - 1], query) };
  }

  private placeOf(record: RunRecord): number {
    const position = positionOf(record, this.query);
    let low = 0;
    let high = this.found.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (compare(positionOf(this.found[middle], this.query), position, this.query) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function positionOf(record: RunRecord, { key }: RunQuery): RunPosition {
  return { value: record[key] ?? null, runID: record.runID };
}

/** Negative when `a` comes first. */
function compare(a: RunPosition, b: RunPosition, { descending }: RunQuery): number {
  if (a.value === null || b.value === null) {
    if (a.value !== null) return -1;
    if (b.value !== null) return 1;
  } else if (a.value !== b.value) return a.value < b.value === descending ? 1 : -1;
  return descending ? b.runID - a.runID : a.runID - b.runID;
}
