import type { Parameter, TaskSpec } from '../spec/dag-spec';
import type { References } from './references';
import { referencesIn } from './references';
import type { ArrayParameter, Template } from './template';

/** Templates of many tasks of one run. Allocates nothing for instances, however many there are. */
export function makeTemplates(specs: readonly TaskSpec[], parameters: readonly Parameter[]): Template[] {
  const maker = new TemplateMaker(parameters);
  return specs.map((spec) => maker.make(spec, referencesIn(spec.job)));
}

export function makeTemplate(spec: TaskSpec, parameters: readonly Parameter[]): Template {
  return makeTemplates([spec], parameters)[0];
}

type Expansion = Omit<Template, 'spec'>;

/** Makes the templates of one run; those that use the same parameters share what follows from that. */
export class TemplateMaker {
  private readonly order: ReadonlyMap<string, number>;
  private readonly expansions = new Map<string, Expansion>();

  constructor(private readonly parameters: readonly Parameter[]) {
    this.order = new Map(parameters.map(({ name }, place) => [name, place]));
  }

  /** Names that are no parameters are passed over. */
  make(spec: TaskSpec, used: References): Template {
    const { arrays, scalars, count } = used.size === 0 ? SINGLE : this.expansionOf(used);
    return { spec, arrays, scalars, count };
  }

  private expansionOf(used: References): Expansion {
    const places: number[] = [];
    for (const name of used.keys()) {
      const place = this.order.get(name);
      if (place !== undefined) places.push(place);
    }
    places.sort((a, b) => a - b);
    const key = places.join();
    let expansion = this.expansions.get(key);
    if (expansion === undefined) {
      expansion = expand(places.map((place) => this.parameters[place]));
      this.expansions.set(key, expansion);
    }
    return expansion;
  }
}

const SINGLE: Expansion = { arrays: [], scalars: [], count: 1 };

function expand(used: readonly Parameter[]): Expansion {
  const arrays: ArrayParameter[] = [];
  const scalars: Parameter[] = [];
  for (const parameter of used) {
    if (typeof parameter.value === 'string') scalars.push(parameter);
    else arrays.push({ name: parameter.name, values: parameter.value });
  }
  // The product of the lengths. Everything above Number.MAX_SAFE_INTEGER, up to Infinity, is that number.
  const product = arrays.reduce((count, { values }) => count * values.length, 1);
  return { arrays, scalars, count: Math.min(product, Number.MAX_SAFE_INTEGER) };
}
