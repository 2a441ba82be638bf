/**
 * Replaces values[begin .. end - 1] by the ones that do not fall from left to right and are nearest to them: the least sum of
 * weighted squares. Pool adjacent violators; linear.
 */
export function spread(values: Float64Array, weights: Float64Array, begin: number, end: number): void {
  const sums: number[] = [];
  const heavy: number[] = [];
  const sizes: number[] = [];
  for (let at = begin; at < end; at++) {
    let sum = values[at] * weights[at];
    let weight = weights[at];
    let size = 1;
    while (sizes.length > 0 && sums[sums.length - 1] * weight >= sum * heavy[heavy.length - 1]) {
      sum += sums.pop() ?? 0;
      weight += heavy.pop() ?? 0;
      size += sizes.pop() ?? 0;
    }
    sums.push(sum);
    heavy.push(weight);
    sizes.push(size);
  }
  let at = begin;
  for (const [block, size] of sizes.entries()) {
    values.fill(sums[block] / heavy[block], at, at + size);
    at += size;
  }
}
