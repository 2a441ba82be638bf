import { TASK_STATES } from '#dag/run/states';
import { TASK_SORTS, type TaskPosition, type TaskQuery } from '#dag/run/views/list-tasks';
import { CursorCodec } from '#server/cursor';
import { PAGING } from '#server/http/paging';
import type { QueryOf } from '#server/http/query';
import { invalidRequest } from '#server/http/http-problem';
import { choiceField, choicesField, namesField, patternField, textField } from '#server/http/query-fields';
import { listScope } from '../list-scope';

/** Query parameters of the list of tasks. */
export const TASK_LIST_QUERY = {
  state: choicesField('Only tasks in one of these states, separated by commas.', TASK_STATES),
  name: patternField('Only tasks whose name matches'),
  template: textField('Only instances of this template.', 256),
  names: namesField(
    'Only these tasks, separated by commas, all in one answer and in submission order; names that no task has are left out. Goes without the other parameters.',
    1_000,
  ),
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

/** Throws a 400 for what does not go with a list of names. */
export function checkNamesAlone({ state, name, template, sort, cursor }: TaskListQuery): void {
  const others = { state, name, template, cursor, sort: sort === 'submission' ? undefined : sort };
  const problems = Object.entries(others)
    .filter(([, value]) => value !== undefined)
    .map(([key]) => ({ pointer: `/${key}`, message: 'does not go with names' }));
  if (problems.length > 0) throw invalidRequest('The query has a problem', problems);
}

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
