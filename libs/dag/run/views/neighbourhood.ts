import type { RunModel } from '../run-model';
import { generatedChildren, generatorParent } from './generator-edges';
import { graphOf, MOST_NODES, tooLarge, type TaskGraphView } from './task-graph';

/**
 * A task, what it depends on up to so many levels up, what depends on it up to so many levels down, and all dependencies
 * between these. Throws `too-large` as soon as that is known.
 */
export function neighbourhood(run: RunModel, task: number, levels: number): TaskGraphView {
  const reached = new Set([task]);
  climb(run, task, levels, parentsOf, reached);
  climb(run, task, levels, childrenOf, reached);
  return graphOf(
    run,
    [...reached].sort((a, b) => a - b),
  );
}

/** Tasks one level away: whole templates by index, and single tasks. */
interface Neighbours {
  readonly templates: number[];
  readonly tasks: Iterable<number>;
}

function climb(
  run: RunModel,
  start: number,
  levels: number,
  neighboursOf: (run: RunModel, task: number) => Neighbours,
  reached: Set<number>,
): void {
  const wholeTemplates = new Set<number>();
  let level = [start];
  const reach = (task: number, next: number[]): void => {
    // What is above a task is never below it: one set serves both ways.
    if (reached.has(task)) return;
    reached.add(task);
    next.push(task);
    if (reached.size > MOST_NODES) throw tooLarge(run, `more than ${MOST_NODES} nodes`);
  };
  for (let n = 0; n < levels && level.length > 0; n++) {
    const next: number[] = [];
    for (const task of level) {
      const { templates, tasks } = neighboursOf(run, task);
      for (const index of templates) {
        if (wholeTemplates.has(index)) continue;
        wholeTemplates.add(index);
        const { first, count } = run.graph.templates[index];
        for (let each = first; each < first + count; each++) reach(each, next);
      }
      for (const each of tasks) reach(each, next);
    }
    level = next;
  }
}

function parentsOf(run: RunModel, task: number): Neighbours {
  const { graph } = run;
  const { index, first } = graph.templateOf(task);
  const generator = generatorParent(run, index);
  const templates: number[] = [];
  const tasks: number[] = generator === undefined ? [] : [generator];
  for (const { parent, groups } of graph.parents[index]) {
    if (!groups) templates.push(parent);
    else
      for (const each of groups.parentsIn(groups.groupOfChild(task - first)))
        tasks.push(graph.templates[parent].first + each);
  }
  return { templates, tasks };
}

function childrenOf(run: RunModel, task: number): Neighbours {
  const { graph } = run;
  const { index, first } = graph.templateOf(task);
  const templates = generatedChildren(run, task);
  const tasks: number[] = [];
  for (const { child, groups } of graph.children[index]) {
    if (!groups) templates.push(child);
    else
      for (const each of groups.childrenIn(groups.groupOfParent(task - first)))
        tasks.push(graph.templates[child].first + each);
  }
  return { templates, tasks };
}
