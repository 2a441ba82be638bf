import type { RunModel } from '#dag/run/run-model';
import { TASK_STATES } from '#dag/run/states';
import type { TaskGraphView } from '#dag/run/views/task-graph';
import type { TemplateGraphView } from '#dag/run/views/template-graph';
import type { TaskGraph, TemplateGraph } from '#wire/graph';

export function presentTaskGraph({ graph, tasks }: RunModel, view: TaskGraphView): TaskGraph {
  /** Template index -> place in `templates`. */
  const places = new Map<number, number>();
  const templates: string[] = [];
  const template = view.tasks.map((task) => {
    const { index, spec } = graph.templateOf(task);
    let place = places.get(index);
    if (place === undefined) {
      place = templates.push(spec.name) - 1;
      places.set(index, place);
    }
    return place;
  });
  const name = view.tasks.map((task) => graph.nameOf(task));
  const state = view.tasks.map((task) => tasks.state[task]);
  return {
    by: 'task',
    states: [...TASK_STATES],
    templates,
    nodes: { name, template, state },
    edges: { parent: [...view.parent], child: [...view.child] },
    taskCount: tasks.count,
  };
}

export function presentTemplateGraph({ graph, tasks }: RunModel, { counts, edges }: TemplateGraphView): TemplateGraph {
  return {
    by: 'template',
    states: [...TASK_STATES],
    nodes: {
      name: graph.templates.map(({ spec }) => spec.name),
      instances: graph.templates.map(({ count }) => count),
      counts: counts.map((each) => [...each]),
    },
    edges: {
      parent: edges.map(({ parent }) => parent),
      child: edges.map(({ child }) => child),
      same: edges.map(({ same }) => [...same]),
    },
    taskCount: tasks.count,
  };
}
