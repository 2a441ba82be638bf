import type { Template } from './template';

/** `template` itself when it is not multiplied, otherwise `template_1` for index 0 and so on. */
export function instanceName(template: Template, index: number): string {
  return template.arrays.length === 0 ? template.spec.name : `${template.spec.name}_${index + 1}`;
}

/** The inverse of `instanceName`; `undefined` for a name that is not an instance of this template. */
export function instanceIndex(template: Template, name: string): number | undefined {
  if (template.arrays.length === 0) return name === template.spec.name ? 0 : undefined;
  const split = splitInstanceName(name);
  if (split === undefined || split.base !== template.spec.name) return undefined;
  return split.number <= template.count ? split.number - 1 : undefined;
}

/** `pull_12` -> `pull` and 12. `undefined` for a name that no instance of a multiplied template can have. */
export function splitInstanceName(name: string): { readonly base: string; readonly number: number } | undefined {
  const match = /^(.+)_([1-9][0-9]{0,15})$/.exec(name);
  return match === null ? undefined : { base: match[1], number: Number(match[2]) };
}

/**
 * Which of the parameter's values an instance has, as an index into `ArrayParameter.values`. Instances are numbered in
 * mixed radix: the first parameter varies slowest. Throws for a parameter that is not an array parameter of the template.
 */
export function valueIndex(template: Template, index: number, parameter: string): number {
  let stride = 1;
  for (let place = template.arrays.length - 1; place >= 0; place--) {
    const { name, values } = template.arrays[place];
    if (name === parameter) return Math.floor(index / stride) % values.length;
    stride *= values.length;
  }
  throw new RangeError(`Template ${template.spec.name} has no array parameter ${parameter}.`);
}

/** Name -> value of every parameter that the job uses: array parameters first, each group in declared order. */
export function instanceParameters(template: Template, index: number): Map<string, string> {
  const chosen: string[] = [];
  let rest = index;
  for (let place = template.arrays.length - 1; place >= 0; place--) {
    const { values } = template.arrays[place];
    chosen[place] = values[rest % values.length];
    rest = Math.floor(rest / values.length);
  }
  const own = new Map<string, string>();
  template.arrays.forEach(({ name }, place) => own.set(name, chosen[place]));
  for (const { name, value } of template.scalars) if (typeof value === 'string') own.set(name, value);
  return own;
}

/**
 * For each value of an array the first index that holds an equal one. A parameter may list a value twice; `same` ties
 * instances by value, so compare these and not the indexes themselves.
 */
export function firstEqualIndexes(values: readonly string[]): Uint32Array {
  const first = new Map<string, number>();
  return Uint32Array.from(values, (value, index) => {
    const known = first.get(value);
    if (known !== undefined) return known;
    first.set(value, index);
    return index;
  });
}
