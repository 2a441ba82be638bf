import { type Links, linksAt } from './links';

/**
 * The layer of each item: below all of its parents by the longest path, then as near to its children as it may be where
 * that makes more links shorter than longer. Nodes (the first `nodes` items) are on even layers, joins on odd ones
 * between. The links have no cycle. Linear.
 */
export function layersOf(count: number, nodes: number, { from, to }: Links): Uint32Array {
  const down = linksAt(count, from);
  const up = linksAt(count, to);
  const layer = new Uint32Array(count);
  const waits = new Uint32Array(count);
  for (const child of to) waits[child]++;
  const order = new Uint32Array(count);
  let ordered = 0;
  for (let item = 0; item < count; item++) if (waits[item] === 0) order[ordered++] = item;
  for (let next = 0; next < ordered; next++) {
    const item = order[next];
    for (let at = down.starts[item]; at < down.starts[item + 1]; at++) {
      const child = to[down.links[at]];
      layer[child] = Math.max(layer[child], layer[item] + step(item, child, nodes));
      if (--waits[child] === 0) order[ordered++] = child;
    }
  }
  for (let next = ordered - 1; next >= 0; next--) {
    const item = order[next];
    const parents = up.starts[item + 1] - up.starts[item];
    const begin = down.starts[item];
    const end = down.starts[item + 1];
    if (end - begin <= parents) continue;
    let lowest = Infinity;
    for (let at = begin; at < end; at++) {
      const child = to[down.links[at]];
      lowest = Math.min(lowest, layer[child] - step(item, child, nodes));
    }
    layer[item] = lowest;
  }
  return layer;
}

function step(parent: number, child: number, nodes: number): number {
  return parent >= nodes || child >= nodes ? 1 : 2;
}
