import type { Template } from './template';

/**
 * Instances that together show every value of every array parameter at least once, as far as `most` of them can: the
 * first instance, then each further value once with the other parameters at their first, the parameters taking turns.
 */
export function* coveringInstances({ arrays }: Template, most: number): Iterable<number> {
  if (most <= 0) return;
  yield 0;
  let given = 1;
  let stride = 1;
  const turns: { readonly stride: number; readonly length: number }[] = [];
  for (const { values } of arrays.toReversed()) {
    turns.unshift({ stride, length: values.length });
    stride *= values.length;
  }
  const longest = turns.reduce((length, turn) => Math.max(length, turn.length), 0);
  for (let value = 1; value < longest; value++) {
    for (const turn of turns) {
      if (value >= turn.length) continue;
      if (given++ >= most) return;
      yield value * turn.stride;
    }
  }
}
