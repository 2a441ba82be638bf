import type { Event } from '#wire/event';
import type { RunSummary } from '#wire/run';
import { listRuns } from '../api/runs';
import { askFor, freeze, type RunFilter } from './run-filter';

export const PAGE_SIZE = 50;
/** Of a filter that lets little pass, every answer stands for 20,000 runs that were looked at. */
const MOST_ANSWERS = 10;

export interface RunPage {
  readonly runs: readonly RunSummary[];
  /** Where it goes on, with the filter of `asked`; null: nowhere. */
  readonly next: string | null;
  readonly asked: RunFilter;
}

/** A page of the list; it has fewer runs than fit only at the end, or when very many were looked at in vain. */
export async function readRunPage(
  filter: RunFilter,
  cursor: string | undefined,
  now: number,
  signal: AbortSignal,
): Promise<RunPage> {
  const runs: RunSummary[] = [];
  const asked = freeze(filter, now);
  const query = askFor(asked, now);
  let next = cursor ?? null;
  for (let answers = 0; answers < MOST_ANSWERS; answers++) {
    const page = await listRuns({ ...query, limit: PAGE_SIZE - runs.length, cursor: next ?? undefined }, signal);
    runs.push(...page.items);
    next = page.nextCursor;
    if (next === null || runs.length === PAGE_SIZE) break;
  }
  return { runs, next, asked };
}

/** Whether what happened changes a page that shows the runs `shown`. */
export function concernsPage(batch: readonly Event[], shown: ReadonlySet<number>, { key }: RunFilter): boolean {
  return batch.some((event) => {
    switch (event.type) {
      // A run that is not shown may be so in its new state.
      case 'run':
      case 'missed':
        return true;
      case 'run-removed':
        return shown.has(event.runID);
      case 'task':
      case 'tasks':
      case 'tasks-added':
        return key === 'lastUpdate' || shown.has(event.runID);
      default:
        return event satisfies never;
    }
  });
}
