import { TASK_STATES } from '#dag/run/states';
import { TASK_SORTS, type TaskPosition, type TaskQuery } from '#dag/run/views/list-tasks';
import { CursorCodec } from '#server/cursor';
import { PAGING } from '#server/http/paging';
import type { QueryOf } from '#server/http/query';
import { choiceField, choicesField, patternField, textField } from '#server/http/query-fields';
import { listScope } from '../list-scope';

/** Query parameters of the list of tasks. */
export const TASK_LIST_QUERY = {
  state: choicesField('Only tasks in one of these states, separated by commas.', TASK_STATES),
  name: patternField('Only tasks whose name matches'),
  template: textField('Only instances of this template.', 256),
  sort: choiceField(
    'In submission order, or by the start of the last attempt, tasks that were never started last; `-` turns the order round.',
    TASK_SORTS,
    'submission',
  ),
  ...PAGING,
};
export type TaskListQuery = QueryOf<typeof TASK_LIST_QUERY>;

const cursors = new CursorCodec<TaskPosition>({
  type: 'object',
  additionalProperties: false,
  required: ['list', 'at'],
  properties: { list: { type: 'string', enum: ['started', 'tasks'] }, at: { type: 'integer', minimum: 0 } },
});

/** `url`: of the request; run and filters are part of what a cursor is good for. */
export function readTaskQuery(
  runID: number,
  query: TaskListQuery,
  url: string,
): { query: TaskQuery; next(position: TaskPosition): string } {
  const scope = `tasks ${runID} ${listScope(url)}`;
  return {
    query: {
      states: query.state,
      name: query.name,
      template: query.template,
      sort: query.sort,
      limit: query.limit,
      from: query.cursor === undefined ? undefined : cursors.decode(scope, query.cursor),
    },
    next: (position) => cursors.encode(scope, position),
  };
}
