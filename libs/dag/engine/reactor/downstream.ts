import type { RunModel } from '../../run/run-model';

/** All tasks that depend on the given ones, directly or not, without the given ones; ascending. Linear in what it finds. */
export function downstreamOf(run: RunModel, tasks: readonly number[]): number[] {
  const { graph } = run;
  const seen = new Set<number>(tasks);
  const wholeTemplates = new Set<number>();
  const found: number[] = [];
  const open = [...tasks];
  const reach = (task: number): void => {
    if (seen.has(task)) return;
    seen.add(task);
    found.push(task);
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
  return found.sort((a, b) => a - b);
}
