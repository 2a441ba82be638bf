/** Items, and whatever else is numbered, are fewer than this. */
const MOST = 2 ** 22;

/** 0 up to `count`, sorted by a key (a number from 0 below 2^31); equal ones keep their order. */
export function sortedBy(count: number, key: (index: number) => number): Uint32Array {
  // Key and number in one float: sorting numbers by the engine is several times quicker than with a function.
  const packed = new Float64Array(count);
  for (let index = 0; index < count; index++) packed[index] = Math.floor(key(index)) * MOST + index;
  packed.sort();
  const sorted = new Uint32Array(count);
  for (let at = 0; at < count; at++) sorted[at] = packed[at] % MOST;
  return sorted;
}
