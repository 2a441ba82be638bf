import { layOut } from '../layout/layout';
import type { PaintedLinks } from './picture';
import { ancestors, neighbours } from './reach';

/** 0 to 9 lead to all of 10 to 19 (through a join); 19 to 20, 20 to 21, and 19 to 21 (with a bend). */
const all = Array.from({ length: 100 }, (_, i) => [i % 10, 10 + Math.floor(i / 10)]);
const pairs = [...all, [19, 20], [20, 21], [19, 21]];
const NODES = 22;
const layout = layOut({
  from: Uint32Array.from(pairs, ([parent]) => parent),
  to: Uint32Array.from(pairs, ([, child]) => child),
  group: new Uint32Array(NODES),
  width: new Float32Array(NODES).fill(100),
  height: new Float32Array(NODES).fill(40),
});
const links: PaintedLinks = { ...layout, items: layout.x.length, joins: new Float32Array(0) };

const nodesOf = (items: Uint8Array) => [...items.keys()].filter((item) => item < NODES && items[item] === 1);
const count = (marks: Uint8Array) => marks.reduce((sum, mark) => sum + mark, 0);

it('the graph of these tests has a join and a bend', () => {
  expect([layout.joins, layout.x.length]).toEqual([1, NODES + 2]);
});

describe('ancestors', () => {
  it('are everything above', () => {
    const marks = ancestors(links, [20]);
    expect(nodesOf(marks.items)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 19, 20]);
    expect(count(marks.links)).toBe(12);
  });

  it('of nothing are nothing', () => {
    expect(count(ancestors(links, []).items)).toBe(0);
  });
});

describe('neighbours', () => {
  it('are one level up and down, through joins and bends', () => {
    const marks = neighbours(links, [19], NODES);
    expect(nodesOf(marks.items)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 19, 20, 21]);
    expect(nodesOf(neighbours(links, [0], NODES).items)).toEqual([0, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19]);
    expect(nodesOf(neighbours(links, [21], NODES).items)).toEqual([19, 20, 21]);
  });
});
