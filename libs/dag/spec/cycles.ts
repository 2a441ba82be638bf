/** A directed graph as arrays: the successors of node n are `targets[starts[n]]` up to `targets[starts[n + 1] - 1]`. */
export interface Adjacency {
  readonly starts: Uint32Array;
  readonly targets: Uint32Array;
  /** For each entry of `targets` the index of its edge in the input. */
  readonly edges: Uint32Array;
}

/** Edges of a node stay in the order of the input. Linear. */
export function adjacency(nodes: number, from: readonly number[], to: readonly number[]): Adjacency {
  const starts = new Uint32Array(nodes + 1);
  for (const node of from) starts[node + 1]++;
  for (let node = 0; node < nodes; node++) starts[node + 1] += starts[node];
  const next = starts.slice();
  const targets = new Uint32Array(from.length);
  const edges = new Uint32Array(from.length);
  for (let edge = 0; edge < from.length; edge++) {
    const at = next[from[edge]]++;
    targets[at] = to[edge];
    edges[at] = edge;
  }
  return { starts, targets, edges };
}

/**
 * One cycle, the shortest through its lowest node, for each group of nodes that can reach one another; it begins with
 * that node and does not repeat it at the end. Linear, without recursion.
 */
export function findCycles(graph: Adjacency): readonly (readonly number[])[] {
  const { group, sizes } = components(graph);
  const done = new Set<number>();
  const cycles: number[][] = [];
  for (let node = 0; node < group.length; node++) {
    if (sizes[group[node]] < 2 || done.has(group[node])) continue;
    done.add(group[node]);
    cycles.push(shortestCycle(graph, node, group));
  }
  return cycles;
}

/** Strongly connected components (Tarjan), with an explicit stack. Edges from a node to itself do not count. */
function components({ starts, targets }: Adjacency): { readonly group: Int32Array; readonly sizes: number[] } {
  const nodes = starts.length - 1;
  const group = new Int32Array(nodes).fill(-1);
  const entered = new Int32Array(nodes).fill(-1);
  const low = new Int32Array(nodes);
  const next = starts.slice(0, nodes);
  const open: number[] = [];
  const path: number[] = [];
  const sizes: number[] = [];
  let clock = 0;
  const enter = (node: number): void => {
    entered[node] = low[node] = clock++;
    open.push(node);
    path.push(node);
  };
  for (let root = 0; root < nodes; root++) {
    if (entered[root] >= 0) continue;
    enter(root);
    while (path.length > 0) {
      const node = path[path.length - 1];
      if (next[node] < starts[node + 1]) {
        const target = targets[next[node]++];
        if (entered[target] < 0) enter(target);
        else if (group[target] < 0) low[node] = Math.min(low[node], entered[target]);
        continue;
      }
      path.pop();
      if (path.length > 0) {
        const parent = path[path.length - 1];
        low[parent] = Math.min(low[parent], low[node]);
      }
      if (low[node] === entered[node]) sizes.push(closeGroup(node, open, group, sizes.length));
    }
  }
  return { group, sizes };
}

function closeGroup(root: number, open: number[], group: Int32Array, id: number): number {
  const first = open.lastIndexOf(root);
  for (let at = first; at < open.length; at++) group[open[at]] = id;
  return open.splice(first).length;
}

/** Breadth first from `start` inside its group until an edge leads back to it. */
function shortestCycle({ starts, targets }: Adjacency, start: number, group: Int32Array): number[] {
  const cameFrom = new Map<number, number>([[start, start]]);
  const queue = [start];
  for (const node of queue) {
    for (let at = starts[node]; at < starts[node + 1]; at++) {
      const target = targets[at];
      if (target === start) return pathTo(node, start, cameFrom);
      if (group[target] !== group[start] || cameFrom.has(target)) continue;
      cameFrom.set(target, node);
      queue.push(target);
    }
  }
  return [start];
}

function pathTo(node: number, start: number, cameFrom: ReadonlyMap<number, number>): number[] {
  const path = [node];
  for (let at = node; at !== start; path.push(at)) at = cameFrom.get(at) ?? start;
  return path.reverse();
}
