import { sortedBy } from './sort';
import { type Links, linksAt } from './links';

/** So many bends at most, and two for each item: links that would need more go straight. */
const MOST_BENDS = 20_000;

/**
 * Items by band: one layer of one part. Bands of a part follow each other from top to bottom. Links lead from a band to
 * the next one; where one was longer it has a bend in each band between, and the longest, if there are too many, skip
 * bands. Links to several children share their bends.
 */
export interface Bands extends Links {
  /** Items including bends, which come after nodes and joins. */
  readonly count: number;
  readonly bends: number;
  /** Of each item. */
  readonly band: Uint32Array;
  /** Items of band b, from left to right: items[starts[b]] up to items[starts[b + 1]]. */
  readonly items: Uint32Array;
  readonly starts: Uint32Array;
  /** Bands of part p: from partStarts[p] to partStarts[p + 1]. */
  readonly partStarts: Uint32Array;
}

export function bandsOf(
  count: number,
  nodes: number,
  { from, to }: Links,
  layer: Uint32Array,
  { part, parts }: { readonly part: Uint32Array; readonly parts: number },
): Bands {
  const { band, partStarts } = numberBands(layer, part, parts);
  const bent = bend(count, nodes, { from, to }, band);
  const bands = partStarts[parts];
  const starts = new Uint32Array(bands + 1);
  for (const each of bent.band) starts[each + 1]++;
  for (let each = 0; each < bands; each++) starts[each + 1] += starts[each];
  const next = starts.slice();
  const items = new Uint32Array(bent.count);
  const { source, ...rest } = bent;
  const order = sortedBy(bent.count, (item) => source[item]);
  for (const item of order) items[next[bent.band[item]]++] = item;
  return { ...rest, items, starts, partStarts };
}

/** Layers in use, numbered through all parts. */
function numberBands(layer: Uint32Array, part: Uint32Array, parts: number) {
  const lowest = new Uint32Array(parts);
  for (let item = 0; item < layer.length; item++) lowest[part[item]] = Math.max(lowest[part[item]], layer[item]);
  const first = new Uint32Array(parts + 1);
  for (let each = 0; each < parts; each++) first[each + 1] = first[each] + lowest[each] + 1;
  const used = new Uint8Array(first[parts]);
  for (let item = 0; item < layer.length; item++) used[first[part[item]] + layer[item]] = 1;
  const numbers = new Uint32Array(first[parts] + 1);
  for (let each = 0; each < first[parts]; each++) numbers[each + 1] = numbers[each] + used[each];
  const band = layer.map((each, item) => numbers[first[part[item]] + each]);
  return { band, partStarts: first.map((each) => numbers[each]) };
}

function bend(count: number, nodes: number, { from, to }: Links, band: Uint32Array) {
  const down = linksAt(count, from);
  /** How far the last child of an item is below it. */
  const reach = new Uint32Array(count);
  for (let link = 0; link < from.length; link++) {
    reach[from[link]] = Math.max(reach[from[link]], band[to[link]] - band[from[link]]);
  }
  const longest = longestBent(reach, MOST_BENDS + 2 * count);
  let bends = 0;
  for (const each of reach) if (each > 1 && each <= longest) bends += each - 1;
  const all = count + bends;
  const newBand = new Uint32Array(all);
  newBand.set(band);
  /** The item whose place in the definition an item takes at first. */
  const source = Uint32Array.from({ length: all }, (_, item) => item);
  const newFrom = new Uint32Array(from.length + bends);
  const newTo = new Uint32Array(from.length + bends);
  let links = 0;
  let next = count;
  for (let item = 0; item < count; item++) {
    const bent = reach[item] > 1 && reach[item] <= longest;
    const first = next;
    // A join stands where the first of its children does.
    if (item >= nodes) source[item] = to[down.links[down.starts[item]]];
    if (bent) {
      for (let each = 1; each < reach[item]; each++, next++) {
        newBand[next] = band[item] + each;
        source[next] = source[item];
        newFrom[links] = each === 1 ? item : next - 1;
        newTo[links++] = next;
      }
    }
    for (let at = down.starts[item]; at < down.starts[item + 1]; at++) {
      const child = to[down.links[at]];
      const length = band[child] - band[item];
      newFrom[links] = bent && length > 1 ? first + length - 2 : item;
      newTo[links++] = child;
    }
  }
  return { count: all, bends, band: newBand, from: newFrom, to: newTo, source };
}

/** How long a link may be to be bent, so that there are no more bends than that. */
function longestBent(reach: Uint32Array, most: number): number {
  const spans = reach.filter((each) => each > 1).sort();
  let bends = 0;
  for (let i = 0; i < spans.length; i++) {
    bends += spans[i] - 1;
    if (bends > most) return spans[i] - 1;
  }
  return Infinity;
}
