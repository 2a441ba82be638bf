import type { TemplateGraph } from '#wire/graph';
import type { TaskCounts, TaskState } from '#wire/states';
import type { Task } from '#wire/task';
import { readGraphByTemplate } from '../api/graph';
import { listTasks } from '../api/tasks';

/** So many tasks that are the only ones of their template are looked up, on each side. */
const MOST_SINGLE = 20;

/** A template that a task waits for, or that waits for it. */
export type Relative =
  | { readonly kind: 'task'; readonly template: string; readonly name: string; readonly state: TaskState }
  | { readonly kind: 'template'; readonly template: string; readonly instances: number; readonly counts: TaskCounts };

export interface Relatives {
  readonly parents: readonly Relative[];
  readonly children: readonly Relative[];
}

/** What the templates around a task are, and how far they are. */
export async function readRelatives(
  runID: number,
  { parents, children }: Task,
  signal?: AbortSignal,
): Promise<Relatives> {
  if (parents.length + children.length === 0) return { parents: [], children: [] };
  const graph = await readGraphByTemplate(runID, signal);
  const places = new Map(graph.nodes.name.map((name, index) => [name, index]));
  const lookUp = (templates: readonly string[]): Promise<Relative[]> => {
    let left = MOST_SINGLE;
    return Promise.all(
      templates.map(async (template): Promise<Relative> => {
        const index = places.get(template) ?? -1;
        const instances = graph.nodes.instances[index] ?? 0;
        if (instances === 1 && left-- > 0) {
          const { items } = await listTasks(runID, { template, limit: 1 }, signal);
          const only = items[0];
          if (only !== undefined) return { kind: 'task', template, name: only.name, state: only.state };
        }
        return { kind: 'template', template, instances, counts: countsOf(graph, index) };
      }),
    );
  };
  const [before, after] = await Promise.all([lookUp(parents), lookUp(children)]);
  return { parents: before, children: after };
}

function countsOf({ states, nodes }: TemplateGraph, index: number): TaskCounts {
  const counts: TaskCounts = { QUEUED: 0, RUNNING: 0, RETRY: 0, COMPLETED: 0, ERRORED: 0, KILLED: 0 };
  states.forEach((state, place) => (counts[state] = nodes.counts[index]?.[place] ?? 0));
  return counts;
}
