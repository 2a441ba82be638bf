import type { Json, Parameter } from './dag-spec';
import type { FieldReader, Findings } from './field-reader';
import { isList } from './json-value';
import { badParameterName } from './names';
import { place } from './problem-list';
import type { KeyOrder } from './json-scan';
import { orderedKeys } from './read-json';
import { counted, found, quote } from './words';

/** The parameters of a run, and how to find one. */
export interface ParameterTable {
  /** In declared order; only those that are right. */
  readonly list: readonly Parameter[];
  /** Name -> place in `list`. */
  readonly order: ReadonlyMap<string, number>;
  /** Every name in the document, also of parameters that are wrong. */
  readonly declared: ReadonlySet<string>;
}

/** The fields that may hold the parameters; the second is the older name. */
export const PARAMETER_FIELDS: ReadonlySet<string> = new Set(['parameters', 'job']);

export function tableOf(list: readonly Parameter[]): ParameterTable {
  const order = new Map(list.map(({ name }, at) => [name, at]));
  return { list, order, declared: new Set(order.keys()) };
}

export function readParameters(top: FieldReader, order: KeyOrder, findings: Findings): ParameterTable {
  const field = top.has('parameters') ? 'parameters' : 'job';
  if (field === 'parameters' && top.has('job')) {
    const message = '"job" at top level is the older name of "parameters"; give one of them, not both.';
    findings.problems.add(place(top.pointer, 'job'), message);
  }
  const list: Parameter[] = [];
  const declared = new Set<string>();
  const given = top.objectAt(field) ?? {};
  for (const name of orderedKeys(given, order.get(field))) {
    declared.add(name);
    const parameter = readParameter(name, given[name], place(top.pointer, field, name), findings);
    if (parameter !== undefined) list.push(parameter);
  }
  return { ...tableOf(list), declared };
}

function readParameter(name: string, value: Json, pointer: string, findings: Findings): Parameter | undefined {
  const { problems } = findings;
  const reason = badParameterName(name);
  if (reason !== undefined) problems.add(pointer, reason);
  if (typeof value === 'string') return { name, value };
  if (!isList(value)) {
    problems.add(pointer, `Parameter ${quote(name)} must be a string or an array of strings; ${found(value)}.`);
    return undefined;
  }
  if (value.length === 0) {
    const message = `Parameter ${quote(name)} is an empty array, so that no task could use it; give it at least one value.`;
    problems.add(pointer, message);
    return undefined;
  }
  const strings = value.filter((item) => typeof item === 'string');
  if (strings.length === value.length) return { name, value: strings };
  value.forEach((item, index) => {
    if (typeof item === 'string') return;
    problems.addLater(() => ({
      pointer: place(pointer, index),
      message: `Each of the ${counted(value.length, 'value')} of parameter ${quote(name)} must be a string; ${found(item)}.`,
    }));
  });
  return undefined;
}
