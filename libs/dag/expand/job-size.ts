import { visitLeaves } from '../spec/json-value';
import { referencesIn } from './references';
import type { Template } from './template';

/** Longest value of each parameter, found once for all templates that use it. */
export class LongestValues {
  private readonly known = new Map<readonly string[], number>();

  of(values: readonly string[]): number {
    let longest = this.known.get(values);
    if (longest === undefined) {
      longest = values.reduce((most, value) => Math.max(most, value.length), 0);
      this.known.set(values, longest);
    }
    return longest;
  }
}

/** At most so many characters do the parameters put into the strings of any one instance's job. */
export function mostFilledIn({ spec, arrays, scalars }: Template, longest: LongestValues): number {
  const lengths = new Map<string, number>();
  for (const { name, values } of arrays) lengths.set(name, longest.of(values));
  for (const { name, value } of scalars) if (typeof value === 'string') lengths.set(name, value.length);
  if (lengths.size === 0) return 0;
  let total = 0;
  visitLeaves(spec.job, (leaf) => {
    if (typeof leaf !== 'string') return;
    for (const name of referencesIn(leaf)) total += lengths.get(name) ?? 0;
  });
  return total;
}
