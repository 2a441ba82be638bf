import type { TemplateGraph } from '#wire/graph';
import type { TaskCounts, TaskState } from '#wire/states';
import type { Task } from '#wire/task';
import { readGraphByTemplate } from '../api/graph';
import { listTasks } from '../api/tasks';

/** So many tasks that are the only ones of their template are shown as such. */
const MOST_SINGLE = 40;

/** A template that a task waits for, or that waits for it. */
export type Relative =
  | { readonly kind: 'task'; readonly template: string; readonly name: string; readonly state: TaskState }
  | { readonly kind: 'template'; readonly template: string; readonly instances: number; readonly counts: TaskCounts };

export interface Relatives {
  readonly parents: readonly Relative[];
  readonly children: readonly Relative[];
}

/** Reads what the templates around a task are, and how far they are. */
export class RelativesReader {
  /** Template -> the name of its only task, once that was looked up. */
  private readonly only = new Map<string, string>();

  constructor(private readonly runID: number) {}

  async read({ parents, children }: Task): Promise<Relatives> {
    if (parents.length + children.length === 0) return { parents: [], children: [] };
    const graph = await readGraphByTemplate(this.runID);
    const places = new Map(graph.nodes.name.map((name, index) => [name, index]));
    const instancesOf = (template: string): number => graph.nodes.instances[places.get(template) ?? -1] ?? 0;
    const single = [...parents, ...children].filter((template) => instancesOf(template) === 1).slice(0, MOST_SINGLE);
    const found = await this.statesOf(single);
    const describe = (template: string): Relative => {
      const only = found.get(template);
      if (only !== undefined) return { kind: 'task', template, ...only };
      const counts = countsOf(graph, places.get(template) ?? -1);
      return { kind: 'template', template, instances: instancesOf(template), counts };
    };
    return { parents: parents.map(describe), children: children.map(describe) };
  }

  private async statesOf(templates: readonly string[]): Promise<Map<string, { name: string; state: TaskState }>> {
    const unknown = templates.filter((template) => !this.only.has(template));
    const lists = await Promise.all(unknown.map((template) => listTasks(this.runID, { template, limit: 1 })));
    for (const { items } of lists) for (const { template, name } of items) this.only.set(template, name);
    const names = templates.flatMap((template) => this.only.get(template) ?? []);
    if (names.length === 0) return new Map();
    const { items } = await listTasks(this.runID, { names });
    return new Map(items.map(({ template, name, state }) => [template, { name, state }]));
  }
}

function countsOf({ states, nodes }: TemplateGraph, index: number): TaskCounts {
  const counts: TaskCounts = { QUEUED: 0, RUNNING: 0, RETRY: 0, COMPLETED: 0, ERRORED: 0, KILLED: 0 };
  states.forEach((state, place) => (counts[state] = nodes.counts[index]?.[place] ?? 0));
  return counts;
}
