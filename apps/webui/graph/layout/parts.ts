import type { Links } from './links';

/** The connected part that each item belongs to: 0, 1, ... in the order of their first items. */
export function partsOf(count: number, { from, to }: Links): { readonly part: Uint32Array; readonly parts: number } {
  const leader = Uint32Array.from({ length: count }, (_, item) => item);
  const find = (item: number): number => {
    while (leader[item] !== item) item = leader[item] = leader[leader[item]];
    return item;
  };
  for (let link = 0; link < from.length; link++) {
    const a = find(from[link]);
    const b = find(to[link]);
    // The smallest item leads, so that parts are numbered by it below.
    if (a < b) leader[b] = a;
    else leader[a] = b;
  }
  const part = new Uint32Array(count);
  let parts = 0;
  for (let item = 0; item < count; item++) {
    const first = find(item);
    part[item] = first === item ? parts++ : part[first];
  }
  return { part, parts };
}
