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

/** Links of which an upright part runs through a box. */
function throughBoxes({ nodes, x, y, width, height, points, starts }: Layout): number[] {
  const boxes = Array.from({ length: nodes }, (_, node) => node);
  return Array.from(starts.keys()).filter((link) => {
    for (let at = starts[link] + 2; at < starts[link + 1]; at += 2) {
      const [x0, y0, x1, y1] = points.subarray(at - 2, at + 2);
      const within = (box: number): boolean => x0 > x[box] + 1 && x0 < x[box] + width[box] - 1;
      const beside = (box: number): boolean => y1 > y[box] + 1 && y0 < y[box] + height[box] - 1;
      if (x0 === x1 && boxes.some((box) => within(box) && beside(box))) return true;
    }
    return false;
  });
}

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
        expect({ upward, astray, through: throughBoxes(layout) }).toEqual({ upward: [], astray: [], through: [] });
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

  it('draws all of many to all of many through one join, and all of few to all of few as they are', () => {
    const layout = layOut(bipartite(300, 300));
    expect([layout.joins, layout.from.length]).toEqual([1, 600]);
    const few = layOut(bipartite(2, 3));
    expect([few.joins, few.from.length]).toEqual([0, 6]);
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

  it('leads links beside the boxes of a layer with several rows', () => {
    const middle = Array.from({ length: 150 }, (_, i) => i + 1);
    const links = middle.flatMap((node): Pair[] => [
      [0, node],
      [node, 151],
    ]);
    const layout = layOut(graph(152, links));
    expect(new Set(layout.y.subarray(1, 151)).size).toBeGreaterThan(3);
    expect(throughBoxes(layout)).toEqual([]);
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

  it('leads the longest links straight where there would be too many bends', () => {
    const count = 260;
    const chain = Array.from({ length: count - 1 }, (_, i): Pair => [i, i + 1]);
    const long = chain.slice(0, -1).map(([i]): Pair => [i, count - 1]);
    const layout = layOut(graph(count, [...chain, ...long]));
    const bends = layout.x.length - count;
    expect(bends).toBeGreaterThan(10_000);
    expect(bends).toBeLessThanOrEqual(20_000 + 2 * count);
    const straight = Array.from(layout.from.keys()).filter((link) => layout.from[link] === 0);
    expect(straight.map((link) => layout.to[link]).sort()).toEqual([1, count - 1]);
  });
});
