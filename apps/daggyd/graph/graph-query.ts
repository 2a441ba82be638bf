import type { Problem } from '#dag/spec/problem';
import { invalidRequest } from '#server/http/http-problem';
import type { QueryOf } from '#server/http/query';
import { choiceField, integerField, textField } from '#server/http/query-fields';

export const GRAPH_QUERY = {
  by: choiceField(
    'What the nodes are: tasks, or templates with the states of their instances counted.',
    ['task', 'template'],
    'task',
  ),
  around: textField('Name of a task: only what is around it.', 256),
  levels: integerField('With `around`: how far up and down; 1 unless given.', { min: 1, max: 1000, absent: undefined }),
};
export type GraphQuery = QueryOf<typeof GRAPH_QUERY>;

/** What part of a graph is asked for. */
export type GraphPart =
  | { readonly by: 'template' }
  | { readonly by: 'task'; readonly around?: { readonly task: string; readonly levels: number } };

/** Throws a 400 for parameters that do not go together. */
export function readGraphPart({ by, around, levels }: GraphQuery): GraphPart {
  const problems: Problem[] = [];
  if (levels !== undefined && around === undefined)
    problems.push({ pointer: '/levels', message: 'goes with around only' });
  if (around !== undefined && by === 'template')
    problems.push({ pointer: '/around', message: 'goes with by=task only' });
  if (problems.length > 0) throw invalidRequest('The query has a problem', problems);
  if (by === 'template') return { by };
  return around === undefined ? { by } : { by, around: { task: around, levels: levels ?? 1 } };
}
