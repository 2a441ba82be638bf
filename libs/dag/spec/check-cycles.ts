import { adjacency, findCycles } from './cycles';
import type { StatedEdges } from './read-edges';
import { place } from './problem-list';
import type { TaskContext } from './task-context';
import type { ExistingTemplates, TemplateIndex } from './template-index';
import { thousands } from './words';

const LONGEST_SHOWN = 20;

/** Reports one cycle for each group of tasks that wait for one another. `own`: how many tasks the document has. */
export function checkCycles(
  stated: StatedEdges,
  own: number,
  index: TemplateIndex,
  existing: ExistingTemplates,
  context: TaskContext,
): void {
  const from = stated.from.slice();
  const to = stated.to.slice();
  addExistingEdges(from, to, own, index, existing);
  for (const cycle of findCycles(adjacency(index.size, from, to))) {
    const names = cycle.map((node) => index.nameOf(node));
    const path = inWords([...names, names[0]]);
    const message = `These tasks wait for one another: ${path}. Remove one of the dependencies.`;
    context.problems.add(place(context.tasksPointer, names[0]), message);
  }
}

/**
 * A generator's tasks can close a cycle through edges that the run has already, but only if they are both before and
 * behind existing templates. Then the edges behind the former are followed, as far as they lead.
 */
function addExistingEdges(
  from: number[],
  to: number[],
  own: number,
  index: TemplateIndex,
  existing: ExistingTemplates,
): void {
  if (!from.some((node) => node >= own)) return;
  const reached = Array.from(new Set(to.filter((node) => node >= own)));
  const seen = new Set(reached);
  for (const node of reached) {
    for (const name of existing.childrenOf(index.nameOf(node))) {
      const child = index.find(name);
      if (child === undefined) continue;
      from.push(node);
      to.push(child);
      if (seen.has(child)) continue;
      seen.add(child);
      reached.push(child);
    }
  }
}

function inWords(names: readonly string[]): string {
  if (names.length <= LONGEST_SHOWN) return names.join(' -> ');
  const half = LONGEST_SHOWN / 2;
  const left = `... (${thousands(names.length - LONGEST_SHOWN)} more) ...`;
  return [...names.slice(0, half), left, ...names.slice(-half)].join(' -> ');
}
