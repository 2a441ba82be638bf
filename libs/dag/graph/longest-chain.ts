import type { Edge } from '../spec/dag-spec';
import { adjacency } from '../spec/cycles';

/**
 * How many tasks lie on the longest chain of dependencies: how many steps one after the other there are at least,
 * however much runs at once. All instances of a template are one step. The edges have no cycle. Linear.
 */
export function longestChain(names: readonly string[], edges: readonly Edge[]): number {
  const places = new Map(names.map((name, place) => [name, place]));
  const placeOf = (name: string): number => places.get(name) ?? 0;
  const from = edges.map(({ parent }) => placeOf(parent));
  const to = edges.map(({ child }) => placeOf(child));
  const { starts, targets } = adjacency(names.length, from, to);
  const waitsFor = new Uint32Array(names.length);
  for (const child of to) waitsFor[child]++;
  const depth = new Uint32Array(names.length).fill(1);
  const ready = Array.from(names.keys()).filter((node) => waitsFor[node] === 0);
  let longest = 0;
  for (let node = ready.pop(); node !== undefined; node = ready.pop()) {
    longest = Math.max(longest, depth[node]);
    for (let at = starts[node]; at < starts[node + 1]; at++) {
      const child = targets[at];
      depth[child] = Math.max(depth[child], depth[node] + 1);
      if (--waitsFor[child] === 0) ready.push(child);
    }
  }
  return longest;
}
