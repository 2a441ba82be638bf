import { type Links, linksAt } from './links';

/** A join must replace at least so many links; fewer are easier to follow one by one. */
const LEAST_LINKS = 12;

export interface Joined extends Links {
  /** Nodes come first, then so many joins. */
  readonly joins: number;
}

/**
 * Where all of some parents lead to all of some children, one join stands between them: N + M links, not N x M. Parents
 * that share a join are of one group, as are all instances of a template.
 */
export function joinLinks(count: number, { from, to }: Links, group: Uint32Array): Joined {
  const bundles = findBundles(count, { from, to }, group);
  const newFrom: number[] = [];
  const newTo: number[] = [];
  const replaced = new Uint8Array(from.length);
  let joins = 0;
  const add = (parent: number, child: number): void => {
    newFrom.push(parent);
    newTo.push(child);
  };
  for (const { links, parents, children } of bundles) {
    if (children.length < 2 || parents.length * children.length < LEAST_LINKS) continue;
    const join = count + joins++;
    for (const parent of parents) add(parent, join);
    for (const child of children) add(join, child);
    for (const each of links) for (const link of each) replaced[link] = 1;
  }
  if (joins === 0) return { from, to, joins };
  for (let link = 0; link < from.length; link++) if (replaced[link] === 0) add(from[link], to[link]);
  return { from: Uint32Array.from(newFrom), to: Uint32Array.from(newTo), joins };
}

interface Bundle {
  readonly parents: Uint32Array;
  readonly children: number[];
  /** Of each child, its links. */
  readonly links: Uint32Array[];
}

/** Children with the same parents within one group. */
function findBundles(count: number, { from, to }: Links, group: Uint32Array): Bundle[] {
  const { starts, links } = linksAt(count, to);
  const byHash = new Map<number, Bundle[]>();
  const bundles: Bundle[] = [];
  for (let child = 0; child < count; child++) {
    const own = links.subarray(starts[child], starts[child + 1]);
    if (own.length < 2) continue;
    own.sort((a, b) => group[from[a]] - group[from[b]] || from[a] - from[b]);
    for (let begin = 0, end; begin < own.length; begin = end) {
      end = begin + 1;
      while (end < own.length && group[from[own[end]]] === group[from[own[begin]]]) end++;
      if (end - begin < 2) continue;
      const run = own.subarray(begin, end);
      const parents = run.map((link) => from[link]);
      const hash = hashOf(parents);
      const alike = byHash.get(hash) ?? [];
      const known = alike.find((bundle) => sameNumbers(bundle.parents, parents));
      if (known) {
        known.children.push(child);
        known.links.push(run);
        continue;
      }
      const bundle = { parents, children: [child], links: [run] };
      byHash.set(hash, [...alike, bundle]);
      bundles.push(bundle);
    }
  }
  return bundles;
}

/** FNV-1a over whole numbers. */
function hashOf(numbers: Uint32Array): number {
  let hash = 0x811c9dc5;
  for (const number of numbers) hash = Math.imul(hash ^ number, 0x01000193);
  return hash;
}

function sameNumbers(a: Uint32Array, b: Uint32Array): boolean {
  return a.length === b.length && a.every((number, i) => number === b[i]);
}
