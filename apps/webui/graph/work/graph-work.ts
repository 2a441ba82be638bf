import { layOut } from '../layout/layout';
import { boxWidth, type Cells, cellsOf, FRAME, nodeSizes } from './boxes';
import { findNames } from './find-names';
import { type BoxStates, type OpenStack, type PaintedLinks, type Picture, STACK } from './picture';
import { type Graph, readGraph, same, sameShape } from './read-graph';

/** What was drawn before is still right, but for the states. */
export interface Repainted extends BoxStates {
  readonly taskCount: number;
}

/** Keeps one graph, and does everything about it that takes long. For a worker. */
export class GraphWork {
  private graph: Graph | undefined;
  private stacks: readonly OpenStack[] = [];
  private names: readonly string[] = [];

  /** A picture of a graph (JSON as the API sends it); only states if the last picture looks the same otherwise. */
  draw(bytes: ArrayBuffer, stacks: readonly OpenStack[]): Picture | Repainted {
    const before = this.graph;
    const graph = readGraph(bytes);
    const alike = before !== undefined && sameShape(before, graph) && sameStacks(this.stacks, stacks);
    this.graph = graph;
    this.stacks = stacks;
    return alike ? { ...boxStates(graph, openNodes(graph, stacks)), taskCount: graph.taskCount } : this.picture(graph);
  }

  /** The same graph with other stacks open. */
  open(stacks: readonly OpenStack[]): Picture {
    if (this.graph === undefined) throw new Error('there is no graph yet');
    this.stacks = stacks;
    return this.picture(this.graph);
  }

  /** Boxes whose names match; see `findNames`. */
  find(pattern: string): Promise<Uint32Array> {
    return findNames(this.names, pattern);
  }

  private picture(graph: Graph): Picture {
    const stacks = openNodes(graph, this.stacks);
    const shown = [graph.names, ...[...stacks.values()].map(({ names }) => names)].flat();
    const stacked = graph.instances.some((count) => count > 1);
    const width = boxWidth(shown, stacked);
    const cells = new Map([...stacks].map(([node, { names }]) => [node, cellsOf(names.length, width)]));
    const layout = layOut({ ...graph, ...nodeSizes(graph.instances, width, cells) });
    const nodes = graph.names.length;
    const names = [...graph.names];
    const owner: number[] = [];
    for (const [node, stack] of stacks) {
      for (const name of stack.names) {
        names.push(name);
        owner.push(node);
      }
    }
    this.names = names;
    const { by, states, taskCount } = graph;
    const instances = graph.instances.slice();
    const boxes = withCells(layout, nodes, names.length, cells, stacks);
    const links: PaintedLinks = {
      items: layout.x.length,
      from: layout.from,
      to: layout.to,
      points: layout.points,
      starts: layout.starts,
      joins: Float32Array.from({ length: 2 * layout.joins }, (_, at) => {
        const item = nodes + (at >> 1);
        return at % 2 === 0 ? layout.x[item] + layout.width[item] / 2 : layout.y[item] + layout.height[item] / 2;
      }),
    };
    const about = { by, states, nodes, names, instances, owner: Uint32Array.from(owner), taskCount };
    return { ...about, ...boxStates(graph, stacks), ...boxes, size: layout.size, links };
  }
}

/** Node -> what is open there, in the order of the nodes. */
function openNodes({ by, names }: Graph, stacks: readonly OpenStack[]): Map<number, OpenStack> {
  if (by === 'task' || stacks.length === 0) return new Map();
  const byName = new Map(stacks.map((stack) => [stack.template, stack]));
  const found = new Map<number, OpenStack>();
  for (const [node, name] of names.entries()) {
    const stack = byName.get(name);
    if (stack !== undefined && stack.names.length > 0) found.set(node, stack);
  }
  return found;
}

function sameStacks(a: readonly OpenStack[], b: readonly OpenStack[]): boolean {
  return (
    a.length === b.length && a.every(({ template, names }, i) => template === b[i].template && same(names, b[i].names))
  );
}

function boxStates(graph: Graph, stacks: ReadonlyMap<number, OpenStack>): BoxStates {
  const cells = [...stacks.values()].flatMap(({ state }) => [...state]);
  const nodes = graph.by === 'task' ? graph.state : graph.instances.map((_, node) => nodeState(graph, node));
  // Copies: what is handed to the page is no longer here.
  return { state: Uint8Array.from([...nodes, ...cells]), counts: graph.counts.slice() };
}

/** A single instance is in the state that counts it. */
function nodeState({ instances, counts, states }: Graph, node: number): number {
  if (instances[node] !== 1) return STACK;
  return counts.subarray(node * states.length, (node + 1) * states.length).indexOf(1);
}

function withCells(
  { x, y, width, height }: { x: Float32Array; y: Float32Array; width: Float32Array; height: Float32Array },
  nodes: number,
  count: number,
  cells: ReadonlyMap<number, Cells>,
  stacks: ReadonlyMap<number, OpenStack>,
) {
  const grow = (values: Float32Array): Float32Array => {
    const all = new Float32Array(count);
    all.set(values.subarray(0, nodes));
    return all;
  };
  const boxes = { x: grow(x), y: grow(y), width: grow(width), height: grow(height) };
  let box = nodes;
  for (const [node, { columns, width: wide, height: high, gap }] of cells) {
    for (let at = 0; at < (stacks.get(node)?.names.length ?? 0); at++, box++) {
      boxes.x[box] = x[node] + FRAME.side + (at % columns) * (wide + gap);
      boxes.y[box] = y[node] + FRAME.top + Math.floor(at / columns) * (high + gap);
      boxes.width[box] = wide;
      boxes.height[box] = high;
    }
  }
  return boxes;
}
