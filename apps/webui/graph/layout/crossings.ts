import type { Bands } from './bands';
import { sortedBy } from './sort';

/** How many pairs of links cross between neighbouring bands. O(links x log items). */
export function crossings({ items, starts, band, from, to, count }: Bands): number {
  const place = new Uint32Array(count);
  let widest = 1;
  for (let each = 0; each < starts.length - 1; each++) {
    for (let at = starts[each]; at < starts[each + 1]; at++) place[items[at]] = at - starts[each];
    widest = Math.max(widest, starts[each + 1] - starts[each]);
  }
  const byTo = sortedBy(from.length, (link) => place[to[link]]);
  const byFrom = sortedBy(from.length, (at) => place[from[byTo[at]]]);
  const sorted = sortedBy(from.length, (at) => band[from[byTo[byFrom[at]]]]);
  /** A Fenwick tree over the places in the lower band. */
  const tree = new Uint32Array(widest + 1);
  let sum = 0;
  let begin = 0;
  for (let at = 0; at < sorted.length; at++) {
    const link = byTo[byFrom[sorted[at]]];
    if (at > begin && band[from[byTo[byFrom[sorted[begin]]]]] !== band[from[link]]) {
      tree.fill(0);
      begin = at;
    }
    let greater = at - begin;
    for (let i = place[to[link]] + 1; i > 0; i -= i & -i) greater -= tree[i];
    sum += greater;
    for (let i = place[to[link]] + 1; i <= widest; i += i & -i) tree[i]++;
  }
  return sum;
}
