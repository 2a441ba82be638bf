import type { RunModel } from '../run-model';

/** The generator that a template's tasks hang on in the graph: the task that added it, if it has no other parent. */
export function generatorParent(run: RunModel, template: number): number | undefined {
  return run.graph.parents[template].length > 0 ? undefined : run.generatedBy.get(template);
}

/** Indexes of the templates that hang on a generator task. */
export function generatedChildren(run: RunModel, task: number): number[] {
  if (!run.addedBy.has(task)) return [];
  const children: number[] = [];
  for (const [template, generator] of run.generatedBy) {
    if (generator === task && generatorParent(run, template) === task) children.push(template);
  }
  return children;
}

/** Names of the templates that a task waits for, its generator's included. */
export function parentNames(run: RunModel, task: number): string[] {
  const { graph } = run;
  const { index } = graph.templateOf(task);
  const generator = generatorParent(run, index);
  const parents =
    generator === undefined ? graph.parents[index].map(({ parent }) => parent) : [graph.templateOf(generator).index];
  return parents.map((parent) => graph.templates[parent].spec.name);
}

/** Names of the templates that wait for a task, those that it generated included. */
export function childNames(run: RunModel, task: number): string[] {
  const { graph } = run;
  const { index } = graph.templateOf(task);
  const children = [...graph.children[index].map(({ child }) => child), ...generatedChildren(run, task)];
  return children.map((child) => graph.templates[child].spec.name);
}
