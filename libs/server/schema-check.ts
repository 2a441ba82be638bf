import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import type { Checked, Problem } from '#dag/spec/problem';
import { NearestName } from '#dag/spec/nearest-name';
import { pointerTo } from '#dag/spec/problem';
import { quote } from '#dag/spec/words';

/** A JSON Schema (draft 2020-12 or 7, no `$ref`). */
export type Schema = { readonly [keyword: string]: unknown };

const MOST_PROBLEMS = 100;
const ajv = new Ajv({
  allErrors: true,
  verbose: true,
  strict: true,
  strictRequired: false,
  allowUnionTypes: true,
  validateFormats: false,
});
const defaultingAjv = new Ajv({ ...ajv.opts, useDefaults: true });

/**
 * Compiles a check that reports every problem with its place and, for an unknown name, the nearest known one. The schema
 * is what makes the value a `T`. `defaults` also fills in the schema's defaults, in place. What the schema marks as
 * `writeOnly` is secret: no message shows its value.
 */
export function compileCheck<T>(schema: Schema, options: { defaults?: boolean } = {}): (value: unknown) => Checked<T> {
  let validate: ValidateFunction<T> | undefined;
  return (value) => {
    validate ??= (options.defaults ? defaultingAjv : ajv).compile<T>(schema);
    if (validate(value)) return { ok: true, value };
    return { ok: false, problems: explain(validate.errors ?? []) };
  };
}

function explain(errors: readonly ErrorObject[]): Problem[] {
  const composites = errors.filter((error) => error.keyword === 'oneOf' || error.keyword === 'anyOf');
  const problems: Problem[] = [];
  for (const error of errors) {
    // What a branch of a choice says is about a form that perhaps nobody wanted; the choice itself is reported.
    const inBranch = composites.some(
      (composite) => error !== composite && error.schemaPath.startsWith(`${composite.schemaPath}/`),
    );
    if (inBranch || error.keyword === 'if') continue;
    problems.push(problemOf(error));
    if (problems.length === MOST_PROBLEMS) break;
  }
  return problems;
}

function problemOf(error: ErrorObject): Problem {
  const at = error.instancePath;
  const parent = error.parentSchema as Schema | undefined;
  switch (error.keyword) {
    case 'additionalProperties': {
      const name = String(error.params.additionalProperty);
      const known = Object.keys((parent?.properties as object | undefined) ?? {});
      return { pointer: pointerTo(at, name), message: `unknown key ${quote(name)}${hint(name, known)}` };
    }
    case 'propertyNames':
      return {
        pointer: pointerTo(at, String(error.params.propertyName)),
        message: `${quote(String(error.params.propertyName))} is not a usable name`,
      };
    case 'required':
      return { pointer: at, message: `${quote(String(error.params.missingProperty))} is missing` };
    case 'enum':
      return { pointer: at, message: choiceMessage(error, error.params.allowedValues as unknown[]) };
    case 'const':
      return { pointer: at, message: choiceMessage(error, [error.params.allowedValue]) };
    case 'type':
      return { pointer: at, message: `must be ${typeNames(error.params.type)}, is ${describeData(error)}` };
    case 'oneOf':
    case 'anyOf':
      return { pointer: at, message: branchMessage(parent, error) };
    default:
      return { pointer: at, message: `${error.message ?? 'is not valid'}, is ${describeData(error)}` };
  }
}

function hint(name: string, known: readonly string[]): string {
  const nearest = new NearestName().hint(name, known);
  if (nearest !== '') return `.${nearest}`;
  return known.length > 0 && known.length <= 12 ? `; known: ${known.join(', ')}` : '';
}

function choiceMessage(error: ErrorObject, allowed: readonly unknown[]): string {
  const value: unknown = error.data;
  const names = allowed.filter((choice) => typeof choice === 'string');
  const nearest = typeof value === 'string' ? new NearestName().hint(value, names) : '';
  const list = allowed.map((choice) => JSON.stringify(choice)).join(', ');
  return `${describeData(error)} is not one of ${list}${nearest === '' ? '' : `.${nearest}`}`;
}

/** A choice between required names reads best as those names; any other by its description. */
function branchMessage(parent: Schema | undefined, error: ErrorObject): string {
  const branches = error.schema as readonly Schema[];
  const names = branches.map((branch) => branch.required);
  if (names.every((required): required is string[] => Array.isArray(required))) {
    const list = names.flat().map((name) => quote(name));
    return `give ${error.keyword === 'oneOf' ? 'exactly' : 'at least'} one of ${list.join(', ')}`;
  }
  const words = branches.find((branch) => Array.isArray(branch.enum));
  if (words !== undefined && typeof error.data === 'string') return choiceMessage(error, words.enum as unknown[]);
  const description = parent?.description;
  return `${describeData(error)} is not valid${typeof description === 'string' ? `: ${description}` : ''}`;
}

function typeNames(type: unknown): string {
  const names = Array.isArray(type) ? type : [type];
  return names
    .map((name) => (/^[aeio]/.test(String(name)) ? `an ${name}` : name === 'null' ? 'null' : `a ${name}`))
    .join(' or ');
}

function describeData(error: ErrorObject): string {
  const { writeOnly } = error.parentSchema as Schema;
  return writeOnly === true ? 'a secret that is not shown' : describe(error.data);
}

function describe(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'object') return 'an object';
  return typeof value === 'string' ? quote(value) : String(value);
}
