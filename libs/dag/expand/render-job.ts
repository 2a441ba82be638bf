import type { Job, Json } from '../spec/dag-spec';
import { isList, isObject } from '../spec/json-value';
import { instanceParameters } from './instances';
import { fillIn } from './references';
import type { Template } from './template';

/** The job of one instance: parameters filled in in every string value at any depth; keys stay as they are. */
export function renderJob(template: Template, index: number): Job {
  return fillObject(template.spec.job, instanceParameters(template, index));
}

function fillObject(object: Job, values: ReadonlyMap<string, string>): Job {
  // fromEntries defines each key as the object's own, `__proto__` too.
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, fillValue(value, values)]));
}

function fillValue(value: Json, values: ReadonlyMap<string, string>): Json {
  if (typeof value === 'string') return fillIn(value, values);
  if (isList(value)) return value.map((item) => fillValue(item, values));
  if (isObject(value)) return fillObject(value, values);
  return value;
}
