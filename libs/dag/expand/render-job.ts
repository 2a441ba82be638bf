import type { Job, Json } from '../spec/dag-spec';
import { isList, isObject } from '../spec/json-value';
import { instanceParameters } from './instances';
import { fillIn } from './references';
import type { Template } from './template';

type Values = ReadonlyMap<string, string>;

/**
 * The job of one instance: parameters filled in in every string value at any depth; keys stay as they are. Parts that
 * hold nothing to fill in are those of the template, not copies.
 */
export function renderJob(template: Template, index: number): Job {
  return fillObject(template.spec.job, instanceParameters(template, index));
}

function fillObject(object: Job, values: Values): Job {
  let changed: [string, Json][] | undefined;
  for (const key of Object.keys(object)) {
    const filled = fillValue(object[key], values);
    if (filled !== object[key]) (changed ??= []).push([key, filled]);
  }
  // Spread and fromEntries define each key as the object's own, `__proto__` too.
  return changed === undefined ? object : { ...object, ...Object.fromEntries(changed) };
}

function fillList(list: readonly Json[], values: Values): readonly Json[] {
  let changed: Json[] | undefined;
  for (let i = 0; i < list.length; i++) {
    const filled = fillValue(list[i], values);
    if (filled !== list[i]) (changed ??= list.slice())[i] = filled;
  }
  return changed ?? list;
}

function fillValue(value: Json, values: Values): Json {
  if (typeof value === 'string') return fillIn(value, values);
  if (isList(value)) return fillList(value, values);
  return isObject(value) ? fillObject(value, values) : value;
}
