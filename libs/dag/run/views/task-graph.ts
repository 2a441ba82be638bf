import { DaggyError } from '../../errors';
import type { GraphEdge } from '../../graph/graph';
import type { RunModel } from '../run-model';
import { generatorParent } from './generator-edges';

export const MOST_NODES = 50_000;
export const MOST_EDGES = 200_000;

/** Tasks and the dependencies between them. */
export interface TaskGraphView {
  /** Ascending task numbers. */
  readonly tasks: readonly number[];
  /** Edge i leads from tasks[parent[i]] to tasks[child[i]]. */
  readonly parent: readonly number[];
  readonly child: readonly number[];
}

/** The whole graph of a run. Throws `too-large` before anything is made of it. */
export function wholeGraph(run: RunModel): TaskGraphView {
  if (run.tasks.count > MOST_NODES) throw tooLarge(run, `${run.tasks.count} nodes`);
  return graphOf(
    run,
    Array.from({ length: run.tasks.count }, (_, task) => task),
  );
}

/** Some tasks, ascending, at most MOST_NODES, and all dependencies between them. Throws `too-large`. */
export function graphOf(run: RunModel, tasks: readonly number[]): TaskGraphView {
  const chosen = new Chosen(run, tasks);
  const edges = chosen.edges();
  let count = 0;
  for (const edge of edges) {
    count += edge.count;
    if (count > MOST_EDGES) throw tooLarge(run, `more than ${MOST_EDGES} edges`);
  }
  const parent: number[] = [];
  const child: number[] = [];
  for (const edge of edges) {
    for (const [parents, children] of edge.pairs) {
      for (const from of parents) {
        for (const to of children) {
          parent.push(from);
          child.push(to);
        }
      }
    }
  }
  return { tasks, parent, child };
}

/** A dependency of two templates among the chosen tasks: everything on the left with everything on the right. */
interface Bundle {
  readonly pairs: readonly (readonly [parents: readonly number[], children: readonly number[]])[];
  readonly count: number;
}

/** The chosen tasks by template; a place is an index into their list. */
class Chosen {
  private readonly places = new Map<number, number[]>();

  constructor(
    private readonly run: RunModel,
    private readonly tasks: readonly number[],
  ) {
    let template = run.graph.templates[0];
    let list: number[] | undefined;
    for (const [place, task] of tasks.entries()) {
      if (!list || task >= template.first + template.count) {
        template = run.graph.templateOf(task);
        list = [];
        this.places.set(template.index, list);
      }
      list.push(place);
    }
  }

  edges(): Bundle[] {
    const { graph } = this.run;
    const bundles: Bundle[] = [];
    for (const [template, parents] of this.places) {
      for (const edge of graph.children[template]) {
        const children = this.places.get(edge.child);
        if (children) bundles.push(edge.groups ? this.tied(edge, parents, children) : bundle([[parents, children]]));
      }
    }
    for (const [template, children] of this.places) {
      const generator = generatorParent(this.run, template);
      if (generator === undefined) continue;
      const owner = this.places.get(graph.templateOf(generator).index);
      const place = owner?.find((each) => this.tasks[each] === generator);
      if (place !== undefined) bundles.push(bundle([[[place], children]]));
    }
    return bundles;
  }

  private tied({ groups, parent, child }: GraphEdge, parents: readonly number[], children: readonly number[]): Bundle {
    const { templates } = this.run.graph;
    const byGroup = new Map<number, [number[], number[]]>();
    const sides = (group: number): [number[], number[]] => {
      const known = byGroup.get(group) ?? [[], []];
      byGroup.set(group, known);
      return known;
    };
    for (const place of parents) {
      sides(groups?.groupOfParent(this.tasks[place] - templates[parent].first) ?? 0)[0].push(place);
    }
    for (const place of children) {
      sides(groups?.groupOfChild(this.tasks[place] - templates[child].first) ?? 0)[1].push(place);
    }
    return bundle([...byGroup.values()]);
  }
}

function bundle(pairs: Bundle['pairs']): Bundle {
  return { pairs, count: pairs.reduce((sum, [parents, children]) => sum + parents.length * children.length, 0) };
}

export function tooLarge({ runID, tasks }: RunModel, what: string): DaggyError {
  return new DaggyError(
    'too-large',
    `This graph of run ${runID} (${tasks.count} tasks) has ${what}; the most that is sent is ${MOST_NODES} nodes and ${MOST_EDGES} edges. ` +
      'Ask for by=template, which groups instances, or for around=TASK&levels=N, a neighbourhood.',
  );
}
