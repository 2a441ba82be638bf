import fc from 'fast-check';
import { layOut, type Layout, type LayoutInput } from './layout';

type Pair = readonly [number, number];

/** Boxes of so many nodes; links given as [parent, child]. */
function graph(count: number, links: readonly Pair[], groups: readonly number[] = [], widths: readonly number[] = []) {
  return {
    from: Uint32Array.from(links, ([parent]) => parent),
    to: Uint32Array.from(links, ([, child]) => child),
    group: Uint32Array.from({ length: count }, (_, node) => groups[node] ?? node),
    width: Float32Array.from({ length: count }, (_, node) => widths[node] ?? 160),
    height: Float32Array.from({ length: count }, (_, node) => (widths[node] ?? 160) / 4),
  } satisfies LayoutInput;
}

/** Graphs of up to 40 nodes in up to 4 groups, of several parts, with boxes of several sizes. */
const graphs = fc.integer({ min: 1, max: 40 }).chain((count) => {
  const node = fc.integer({ min: 0, max: count - 1 });
  const links = fc.array(fc.tuple(node, node), { maxLength: 3 * count }).map((pairs) => {
    const downward = pairs.filter(([a, b]) => a !== b).map(([a, b]): Pair => [Math.min(a, b), Math.max(a, b)]);
    return [...new Map(downward.map((pair) => [pair.join(), pair])).values()];
  });
  const groups = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: count, maxLength: count });
  const widths = fc.array(fc.constantFrom(160, 160, 320), { minLength: count, maxLength: count });
  return fc.record({ count: fc.constant(count), links, groups, widths });
});

/** Two layers of which all of one lead to all of the other. */
function bipartite(parents: number, children: number) {
  const links = Array.from({ length: parents * children }, (_, i): Pair => [
    i % parents,
    parents + Math.floor(i / parents),
  ]);
  return graph(parents + children, links, Array(parents + children).fill(0));
}

const right = ({ x, width }: Layout, item: number) => x[item] + width[item];
const bottom = ({ y, height }: Layout, item: number) => y[item] + height[item];

const near = (a: number, b: number) => Math.abs(a - b) < 0.01;

function overlap(layout: Layout, a: number, b: number): boolean {
  const beside = right(layout, a) < layout.x[b] || right(layout, b) < layout.x[a];
  return !beside && bottom(layout, a) >= layout.y[b] && bottom(layout, b) >= layout.y[a];
}

describe('layOut', () => {
  it('places every node inside the picture, none over another', () => {
    fc.assert(
      fc.property(graphs, ({ count, links, groups, widths }) => {
        const layout = layOut(graph(count, links, groups, widths));
        const { width, height } = layout.size;
        const nodes = Array.from({ length: count }, (_, node) => node);
        const outside = nodes.filter((a) => {
          const beside = layout.x[a] < -0.01 || right(layout, a) > width + 0.01;
          return beside || layout.y[a] < -0.01 || bottom(layout, a) > height + 0.01;
        });
        const over = nodes.filter((a) => nodes.slice(0, a).some((b) => overlap(layout, a, b)));
        expect({ outside, over }).toEqual({ outside: [], over: [] });
      }),
    );
  });

  it('leads every link downward from its parent to its child', () => {
    fc.assert(
      fc.property(graphs, ({ count, links, groups, widths }) => {
        const layout = layOut(graph(count, links, groups, widths));
        const upward = links.filter(([parent, child]) => bottom(layout, parent) >= layout.y[child]);
        const astray = Array.from(layout.from.keys()).filter((link) => {
          const points = layout.points.slice(layout.starts[link], layout.starts[link + 1]);
          const heights = points.filter((_, at) => at % 2 === 1);
          const [from, to] = [layout.from[link], layout.to[link]];
          const begins = from >= count || near(heights[0], bottom(layout, from));
          const middle = (item: number): number => layout.x[item] + layout.width[item] / 2;
          const aside = near(points[0], middle(from)) && near(points[points.length - 2], middle(to));
          const ends = to >= count || near(heights[heights.length - 1], layout.y[to]);
          return !begins || !ends || !aside || heights.some((y, at) => y < heights[at - 1]);
        });
        expect({ upward, astray }).toEqual({ upward: [], astray: [] });
      }),
    );
  });

  it('leads from each node to its children and to no others, through joins and bends', () => {
    fc.assert(
      fc.property(graphs, ({ count, links, groups, widths }) => {
        const layout = layOut(graph(count, links, groups, widths));
        const found: string[] = [];
        for (let node = 0; node < count; node++) {
          const reached = new Set([node]);
          for (let link = 0; link < layout.from.length; link++) {
            const from = layout.from[link];
            if (reached.has(from) && (from === node || from >= count)) reached.add(layout.to[link]);
          }
          for (const item of reached) if (item < count && item !== node) found.push(`${node},${item}`);
        }
        expect(found.sort()).toEqual(links.map((pair) => pair.join()).sort());
      }),
    );
  });

  it('gives the same picture for the same graph', () => {
    fc.assert(
      fc.property(graphs, ({ count, links, groups, widths }) => {
        expect(layOut(graph(count, links, groups, widths))).toEqual(layOut(graph(count, links, groups, widths)));
      }),
      { numRuns: 20 },
    );
  });

  it('draws all of many to all of many through one join', () => {
    const layout = layOut(bipartite(300, 300));
    expect([layout.joins, layout.from.length]).toEqual([1, 600]);
  });

  it.each([
    ['10,000 tasks that nothing connects', graph(10_000, [])],
    [
      'one that 1,000 wait for',
      graph(
        1_001,
        Array.from({ length: 1_000 }, (_, i): Pair => [0, i + 1]),
      ),
    ],
    ['1,000 by 1,000', bipartite(1_000, 1_000)],
    [
      '2,000 pairs',
      graph(
        4_000,
        Array.from({ length: 2_000 }, (_, i): Pair => [2 * i, 2 * i + 1]),
      ),
    ],
  ])('makes a picture, not a line, of %s', (_, input) => {
    const { width, height } = layOut(input).size;
    expect(width / height).toBeGreaterThan(0.8);
    expect(width / height).toBeLessThan(3.2);
  });

  it('keeps a chain straight', () => {
    const layout = layOut(
      graph(
        50,
        Array.from({ length: 49 }, (_, i): Pair => [i, i + 1]),
      ),
    );
    expect(new Set(layout.x)).toEqual(new Set([0]));
  });

  it('puts a node above its only child, far down a chain', () => {
    const layout = layOut(
      graph(6, [
        [0, 1],
        [1, 2],
        [2, 3],
        [3, 4],
        [5, 4],
      ]),
    );
    expect(layout.y[5]).toBe(layout.y[3]);
  });

  it('bends a link around what is between its ends', () => {
    const layout = layOut(
      graph(3, [
        [0, 1],
        [1, 2],
        [0, 2],
      ]),
    );
    const bend = 3;
    expect(layout.x.length).toBe(4);
    expect(layout.x[bend] < layout.x[1] || layout.x[bend] > right(layout, 1)).toBe(true);
  });
});
