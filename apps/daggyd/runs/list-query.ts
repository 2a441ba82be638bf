import { RUN_STATES } from '#dag/run/states';
import { RUN_SORT_KEYS, type RunPosition, type RunQuery, type RunSortKey } from '#dag/run/views/list-runs';
import { CursorCodec } from '#server/cursor';
import { PAGING } from '#server/http/paging';
import type { QueryOf } from '#server/http/query';
import { choiceField, choicesField, patternField, timeField } from '#server/http/query-fields';
import { listScope } from '../list-scope';

type RunSort = RunSortKey | `-${RunSortKey}`;
const SORTS: readonly RunSort[] = RUN_SORT_KEYS.flatMap((key): RunSort[] => [`-${key}`, key]);

/** Query parameters of the list of runs. */
export const RUN_LIST_QUERY = {
  state: choicesField('Only runs in one of these states, separated by commas.', RUN_STATES),
  tag: patternField('Only runs whose tag matches'),
  since: timeField('Only runs submitted at this time or later'),
  until: timeField('Only runs submitted before this time'),
  sort: choiceField<RunSort, RunSort>(
    '`-` turns the order round. Runs without such a time come last.',
    SORTS,
    '-runID',
  ),
  ...PAGING,
};
export type RunListQuery = QueryOf<typeof RUN_LIST_QUERY>;

const cursors = new CursorCodec<RunPosition>({
  type: 'object',
  additionalProperties: false,
  required: ['value', 'runID'],
  properties: { value: { type: ['number', 'string', 'null'] }, runID: { type: 'integer', minimum: 1 } },
});

/** `url`: of the request; its filters are part of what a cursor is good for. */
export function readRunQuery(
  query: RunListQuery,
  url: string,
): { query: RunQuery; next(position: RunPosition): string } {
  const scope = `runs ${listScope(url)}`;
  return {
    query: {
      key: query.sort.replace('-', '') as RunSortKey,
      descending: query.sort.startsWith('-'),
      states: query.state,
      tag: query.tag,
      since: query.since,
      until: query.until,
      limit: query.limit,
      after: query.cursor === undefined ? undefined : cursors.decode(scope, query.cursor),
    },
    next: (position) => cursors.encode(scope, position),
  };
}
