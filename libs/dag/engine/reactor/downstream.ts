import type { RunModel } from '../../run/run-model';

/** The given tasks and all that depend on them, directly or not; ascending. Linear in the run's tasks and edges. */
export function withDownstream(run: RunModel, tasks: readonly number[]): number[] {
  const { graph } = run;
  const seen = new Uint8Array(run.tasks.count);
  for (const task of tasks) seen[task] = 1;
  const wholeTemplates = new Set<number>();
  const open = [...tasks];
  const reach = (task: number): void => {
    if (seen[task] !== 0) return;
    seen[task] = 1;
    open.push(task);
  };
  for (let task = open.pop(); task !== undefined; task = open.pop()) {
    const { index, first } = graph.templateOf(task);
    for (const { child, groups } of graph.children[index]) {
      const { first: childFirst, count } = graph.templates[child];
      if (groups) {
        for (const instance of groups.childrenIn(groups.groupOfParent(task - first))) reach(childFirst + instance);
      } else if (!wholeTemplates.has(child)) {
        wholeTemplates.add(child);
        for (let instance = 0; instance < count; instance++) reach(childFirst + instance);
      }
    }
  }
  const found: number[] = [];
  for (let task = seen.indexOf(1); task >= 0; task = seen.indexOf(1, task + 1)) found.push(task);
  return found;
}
