import type { TemplateGraph } from '#wire/graph';
import type { ValidationReport } from '#wire/run';
import { TASK_STATES } from '#wire/states';

/** The graph of a definition as that of a run of which nothing has started. */
export function templateGraph({ templates, edges, taskCount }: ValidationReport): TemplateGraph {
  const places = new Map(templates.map(({ name }, place) => [name, place]));
  const placeOf = (name: string): number => places.get(name) ?? 0;
  const queued = TASK_STATES.indexOf('QUEUED');
  return {
    by: 'template',
    states: [...TASK_STATES],
    nodes: {
      name: templates.map(({ name }) => name),
      instances: templates.map(({ instances }) => instances),
      counts: templates.map(({ instances }) => TASK_STATES.map((_, state) => (state === queued ? instances : 0))),
    },
    edges: {
      parent: edges.map(({ parent }) => placeOf(parent)),
      child: edges.map(({ child }) => placeOf(child)),
      same: edges.map(({ same }) => same),
    },
    taskCount,
  };
}
