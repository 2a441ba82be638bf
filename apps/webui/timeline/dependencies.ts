import type { TaskGraph, TemplateGraph } from '#wire/graph';

/**
 * What tasks wait for, task by task, or by template where a run is too large for that: then a dependency that ties instances
 * pairwise is not known.
 */
export type Dependencies =
  | { readonly by: 'task'; readonly parents: ReadonlyMap<string, readonly string[]> }
  | {
      readonly by: 'template';
      readonly parents: ReadonlyMap<string, readonly string[]>;
      /** Templates of whose tasks not all parents are known. */
      readonly unknown: ReadonlySet<string>;
    };

export function dependenciesOf(graph: TaskGraph | TemplateGraph): Dependencies {
  const { name } = graph.nodes;
  const parents = new Map<string, string[]>();
  const unknown = new Set<string>();
  graph.edges.child.forEach((child, edge) => {
    const childName = name[child] ?? '';
    if (graph.by === 'template' && (graph.edges.same[edge] ?? []).length > 0) {
      unknown.add(childName);
      return;
    }
    const parentName = name[graph.edges.parent[edge] ?? -1] ?? '';
    const known = parents.get(childName);
    if (known === undefined) parents.set(childName, [parentName]);
    else known.push(parentName);
  });
  return graph.by === 'task' ? { by: 'task', parents } : { by: 'template', parents, unknown };
}
