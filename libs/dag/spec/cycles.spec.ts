import * as fc from 'fast-check';
import { adjacency, findCycles } from './cycles';

function cyclesOf(nodes: number, edges: readonly (readonly [number, number])[]): readonly (readonly number[])[] {
  return findCycles(
    adjacency(
      nodes,
      edges.map(([from]) => from),
      edges.map(([, to]) => to),
    ),
  );
}

/** Nodes that can be reached from `start` by at least one edge. */
function reachable(start: number, edges: readonly (readonly [number, number])[]): Set<number> {
  const reached = new Set<number>();
  const open = [start];
  for (const node of open) {
    for (const [from, to] of edges) {
      if (from !== node || reached.has(to)) continue;
      reached.add(to);
      open.push(to);
    }
  }
  return reached;
}

describe('findCycles', () => {
  it('finds one cycle for each group of nodes that reach one another, and nothing else', () => {
    const graph = fc.integer({ min: 2, max: 12 }).chain((nodes) => {
      const node = fc.nat(nodes - 1);
      const edge = fc.tuple(node, node).filter(([from, to]) => from !== to);
      return fc.tuple(fc.constant(nodes), fc.array(edge, { maxLength: 25 }));
    });
    fc.assert(
      fc.property(graph, ([nodes, edges]) => {
        const reach = Array.from({ length: nodes }, (_, node) => reachable(node, edges));
        const lowest = reach.flatMap((reached, node) => {
          const group = [...reached].filter((other) => reach[other].has(node));
          return group.includes(node) && Math.min(...group) === node ? [node] : [];
        });
        const cycles = cyclesOf(nodes, edges);
        expect(cycles.map(([first]) => first)).toEqual(lowest);
        for (const cycle of cycles) {
          expect(new Set(cycle).size).toBe(cycle.length);
          cycle.forEach((node, at) => {
            const next = cycle[(at + 1) % cycle.length];
            expect(edges.some(([from, to]) => from === node && to === next)).toBe(true);
          });
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('shows the shortest cycle through its first node', () => {
    expect(
      cyclesOf(5, [
        [0, 1],
        [1, 2],
        [2, 3],
        [3, 0],
        [1, 4],
        [4, 0],
      ]),
    ).toEqual([[0, 1, 4]]);
  });

  it('follows chains far deeper than any call stack', () => {
    const nodes = 300_000;
    const chain = Array.from({ length: nodes - 1 }, (_, node): [number, number] => [node, node + 1]);
    expect(cyclesOf(nodes, chain)).toEqual([]);
    expect(cyclesOf(nodes, [...chain, [nodes - 1, 0]])[0]).toHaveLength(nodes);
  });
});

describe('adjacency', () => {
  it('keeps the edges of a node in the order of the input', () => {
    const { starts, targets, edges } = adjacency(3, [2, 0, 2], [1, 2, 0]);
    expect([...starts]).toEqual([0, 1, 1, 3]);
    expect([...targets]).toEqual([2, 1, 0]);
    expect([...edges]).toEqual([1, 0, 2]);
  });
});
