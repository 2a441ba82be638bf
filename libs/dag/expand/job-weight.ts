import type { Json } from '../spec/dag-spec';
import { isList, isObject } from '../spec/json-value';
import type { References } from './references';
import type { Template } from './template';

/** What it costs to look through a value: one for each value in it, and one for each character of its strings. */
export function weightOf(value: Json): number {
  if (typeof value === 'string') return 1 + value.length;
  let weight = 1;
  if (isList(value)) for (const item of value) weight += weightOf(item);
  else if (isObject(value)) for (const key of Object.keys(value)) weight += weightOf(value[key]);
  return weight;
}

/** Knows how long the values of parameters are; looks at each parameter's values once. */
export class ValueLengths {
  private readonly longest = new Map<readonly string[], number>();

  /** At most so many characters do the parameters put into the strings of any one instance's job. */
  mostFilledIn({ arrays, scalars }: Template, used: References): number {
    let total = 0;
    for (const { name, values } of arrays) total += (used.get(name) ?? 0) * this.longestOf(values);
    for (const { name, value } of scalars) total += (used.get(name) ?? 0) * value.length;
    return total;
  }

  private longestOf(values: readonly string[]): number {
    let longest = this.longest.get(values);
    if (longest === undefined) {
      longest = values.reduce((most, value) => Math.max(most, value.length), 0);
      this.longest.set(values, longest);
    }
    return longest;
  }
}
