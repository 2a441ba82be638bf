import type { Json } from './dag-spec';
import type { JsonObject } from './json-value';
import { isObject, member } from './json-value';
import type { NearestName } from './nearest-name';
import type { ProblemList } from './problem-list';
import { place } from './problem-list';
import { found, quote, thousands } from './words';

/** Which numbers a field takes. Every bound is part of the message when it is missed. */
export interface NumberRule {
  readonly integer?: true;
  readonly min: number;
  /** `min` itself is too small. */
  readonly aboveMin?: true;
  readonly max: number;
  readonly unit?: string;
}

/** Numbers as JSON writes them; in a string they come from older definitions. */
const NUMERIC_STRING = /^-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?$/;

/** What reading one document needs everywhere. */
export interface Findings {
  readonly problems: ProblemList;
  readonly nearest: NearestName;
}

/** Reads the fields of one object; what is wrong goes to the list of problems and the field counts as not given. */
export class FieldReader {
  constructor(
    private readonly object: JsonObject,
    readonly pointer: string,
    private readonly findings: Findings,
  ) {}

  has(name: string): boolean {
    return Object.hasOwn(this.object, name);
  }

  /** Reports every field that is not one of `known`. `where` is the object in words (`a task`). */
  refuseUnknown(known: ReadonlySet<string>, where: string): void {
    for (const name of Object.keys(this.object)) {
      if (known.has(name)) continue;
      this.findings.problems.addLater(() => {
        const near = this.findings.nearest.hint(name, known);
        const hint = near === '' ? ` Its fields are ${Array.from(known).join(', ')}.` : near;
        return { pointer: place(this.pointer, name), message: `${quote(name)} is no field of ${where}.${hint}` };
      });
    }
  }

  number(name: string, rule: NumberRule): number | undefined {
    const value = member(this.object, name);
    if (value === undefined) return undefined;
    const number = typeof value === 'string' && NUMERIC_STRING.test(value) ? Number(value) : value;
    if (typeof number === 'number' && keeps(number, rule)) return number === 0 ? 0 : number;
    this.wrong(name, describe(rule), value);
    return undefined;
  }

  boolean(name: string): boolean | undefined {
    const value = member(this.object, name);
    if (value === undefined || typeof value === 'boolean') return value;
    this.wrong(name, 'true or false', value);
    return undefined;
  }

  string(name: string): string | undefined {
    const value = member(this.object, name);
    if (value === undefined || typeof value === 'string') return value;
    this.wrong(name, 'a string', value);
    return undefined;
  }

  objectAt(name: string): JsonObject | undefined {
    const value = member(this.object, name);
    if (value === undefined || isObject(value)) return value;
    this.wrong(name, 'an object', value);
    return undefined;
  }

  wrong(name: string, wanted: string, value: Json): void {
    this.findings.problems.add(place(this.pointer, name), `"${name}" must be ${wanted}; ${found(value)}.`);
  }
}

function keeps(number: number, rule: NumberRule): boolean {
  if (rule.integer && !Number.isSafeInteger(number)) return false;
  // Written so that NaN keeps no rule.
  return (rule.aboveMin ? number > rule.min : number >= rule.min) && number <= rule.max;
}

function describe(rule: NumberRule): string {
  const { integer, min, aboveMin, max, unit } = rule;
  const kind = `${integer ? 'an integer' : 'a number'}${unit === undefined ? '' : ` of ${unit}`}`;
  return aboveMin
    ? `${kind} above ${thousands(min)}, at most ${thousands(max)}`
    : `${kind} from ${thousands(min)} to ${thousands(max)}`;
}
