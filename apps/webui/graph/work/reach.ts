import type { PaintedLinks } from './picture';

/** Items and links that are marked with 1. */
export interface Marks {
  readonly items: Uint8Array;
  readonly links: Uint8Array;
}

/** The given nodes and everything above them. Linear. */
export function ancestors(links: PaintedLinks, nodes: Iterable<number>): Marks {
  return climb(links, nodes, () => true);
}

/** The given nodes, their parents and children, and the links between; joins and bends count as parts of links. */
export function neighbours(links: PaintedLinks, nodes: Iterable<number>, nodeCount: number): Marks {
  const given = new Set(nodes);
  const passes = (item: number): boolean => item >= nodeCount || given.has(item);
  const marks = climb(links, given, passes);
  const { from, to } = links;
  const reached = new Uint8Array(links.items);
  for (const node of given) reached[node] = 1;
  for (let link = 0; link < from.length; link++) {
    if (reached[from[link]] === 0 || !passes(from[link])) continue;
    marks.links[link] = reached[to[link]] = marks.items[to[link]] = 1;
  }
  return marks;
}

function climb({ items, from, to }: PaintedLinks, nodes: Iterable<number>, passes: (item: number) => boolean): Marks {
  const marks = { items: new Uint8Array(items), links: new Uint8Array(from.length) };
  for (const node of nodes) marks.items[node] = 1;
  // Backward through the order of links: all links below an item come before those above it.
  for (let link = from.length - 1; link >= 0; link--) {
    if (marks.items[to[link]] === 0 || !passes(to[link])) continue;
    marks.links[link] = marks.items[from[link]] = 1;
  }
  return marks;
}
