import type { Job, Parameter, TaskSpec } from '../spec/dag-spec';
import { visitLeaves } from '../spec/json-value';
import { referencesIn } from './references';
import type { ArrayParameter, Template } from './template';

/** Templates of many tasks of one run. Allocates nothing for instances, however many there are. */
export function makeTemplates(specs: readonly TaskSpec[], parameters: readonly Parameter[]): Template[] {
  const order = new Map(parameters.map((parameter, place) => [parameter.name, place]));
  return specs.map((spec) => templateFrom(spec, namesUsed(spec.job), parameters, order));
}

export function makeTemplate(spec: TaskSpec, parameters: readonly Parameter[]): Template {
  return makeTemplates([spec], parameters)[0];
}

/** Names of all parameters that strings of a job ask for. */
export function namesUsed(job: Job): ReadonlySet<string> {
  let names: Set<string> | undefined;
  visitLeaves(job, (leaf) => {
    if (typeof leaf !== 'string') return;
    for (const name of referencesIn(leaf)) (names ??= new Set()).add(name);
  });
  return names ?? NO_NAMES;
}

const NO_NAMES: ReadonlySet<string> = new Set();

/** `order`: name -> place in `parameters`. Names that are not there are passed over. */
export function templateFrom(
  spec: TaskSpec,
  used: ReadonlySet<string>,
  parameters: readonly Parameter[],
  order: ReadonlyMap<string, number>,
): Template {
  if (used.size === 0) return { spec, arrays: NO_ARRAYS, scalars: NO_SCALARS, count: 1 };
  const places = Array.from(used, (name) => order.get(name)).filter((place) => place !== undefined);
  const own = places.sort((a, b) => a - b).map((place) => parameters[place]);
  const arrays: ArrayParameter[] = [];
  const scalars: Parameter[] = [];
  for (const parameter of own) {
    if (typeof parameter.value === 'string') scalars.push(parameter);
    else arrays.push({ name: parameter.name, values: parameter.value });
  }
  return { spec, arrays, scalars, count: countOf(arrays) };
}

const NO_ARRAYS: readonly ArrayParameter[] = [];
const NO_SCALARS: readonly Parameter[] = [];

/** Product of the lengths; everything above Number.MAX_SAFE_INTEGER is that number. */
function countOf(arrays: readonly ArrayParameter[]): number {
  const product = arrays.reduce((count, { values }) => count * values.length, 1);
  return Math.min(product, Number.MAX_SAFE_INTEGER);
}
