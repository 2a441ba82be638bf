import type { Template } from '../expand/template';
import type { Json } from './dag-spec';
import { isList } from './json-value';
import { place } from './problem-list';
import type { TaskContext } from './task-context';
import type { TemplateIndex } from './template-index';
import { found, quote } from './words';

/** The `same` lists of a document, each distinct set once and by number; 0 is a dependency without `same`. */
export class SameSets {
  private readonly sets: (readonly string[])[] = [[]];
  private readonly numbers = new Map<string, number>([['', 0]]);

  private readonly namesOf = new Map<Template['arrays'], ReadonlySet<string>>();

  constructor(private readonly context: TaskContext) {}

  /** Parameter names in declared order. */
  get(number: number): readonly string[] {
    return this.sets[number];
  }

  inWords(number: number): string {
    return number === 0 ? 'without "same"' : `with "same" ${JSON.stringify(this.sets[number])}`;
  }

  /** Checks the `same` of an edge between two templates and returns the number of its set. */
  read(value: Json, parent: number, child: number, index: TemplateIndex, edgePointer: string): number {
    const { problems } = this.context;
    const pointer = place(edgePointer, 'same');
    if (!isList(value)) {
      problems.add(pointer, `"same" must be an array of parameter names; ${found(value)}.`);
      return 0;
    }
    if (value.length === 0) {
      problems.add(pointer, '"same" is empty; name at least one parameter, or give the plain name of the task.');
      return 0;
    }
    const names = new Set<string>();
    value.forEach((name, at) => {
      if (typeof name !== 'string') {
        problems.add(place(pointer, at), `"same" must hold parameter names; ${found(name)}.`);
      } else if (this.isUsable(name, parent, child, index, () => place(pointer, at))) {
        names.add(name);
      }
    });
    return this.numberOf(names);
  }

  private isUsable(name: string, parent: number, child: number, index: TemplateIndex, pointer: () => string): boolean {
    const { problems, nearest, parameters } = this.context;
    if (!parameters.declared.has(name)) {
      const hint = nearest.hint(name, parameters.declared);
      problems.add(pointer(), `There is no parameter ${quote(name)}.${hint}`);
      return false;
    }
    const place = parameters.order.get(name);
    // A parameter that is wrong itself has been reported.
    if (place === undefined) return false;
    if (typeof parameters.list[place].value === 'string') {
      problems.add(
        pointer(),
        `Parameter ${quote(name)} has a single value; "same" ties instances by array parameters.`,
      );
      return false;
    }
    const lacking = [parent, child].filter((id) => {
      const template = index.templateOf(id);
      return template !== undefined && !this.arrayNames(template).has(name);
    });
    if (lacking.length === 0) return true;
    const tasks = lacking.map((id) => quote(index.nameOf(id))).join(' and ');
    const verb = lacking.length === 1 ? 'does' : 'do';
    problems.add(pointer(), `"same" needs {{${name}}} in the jobs of both tasks, but ${tasks} ${verb} not use it.`);
    return false;
  }

  /** Templates that use the same parameters share `arrays`, so that this holds few sets. */
  private arrayNames({ arrays }: Template): ReadonlySet<string> {
    let names = this.namesOf.get(arrays);
    if (names === undefined) {
      names = new Set(arrays.map(({ name }) => name));
      this.namesOf.set(arrays, names);
    }
    return names;
  }

  private numberOf(names: ReadonlySet<string>): number {
    const { order } = this.context.parameters;
    const set = Array.from(names).sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0));
    const key = set.join(',');
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    this.numbers.set(key, this.sets.length);
    this.sets.push(set);
    return this.sets.length - 1;
  }
}
