import type { References } from '../expand/references';
import { NO_REFERENCES } from '../expand/references';
import type { Template } from '../expand/template';
import type { Json, TaskSpec } from './dag-spec';
import { FieldReader } from './field-reader';
import { mergeLayers, referencesOf } from './job-layers';
import type { JsonObject } from './json-value';
import { isObject } from './json-value';
import { badTaskName } from './names';
import { place } from './problem-list';
import { readExecution } from './read-execution';
import type { TaskContext } from './task-context';
import { checkReferences, COMMAND_FIELDS, poolLayer, readOwnLayer, stackLayers } from './task-job';
import { readTaskOptions } from './task-options';
import { found, quote } from './words';

/** A task as far as it could be read. */
export interface TaskDraft {
  readonly name: string;
  readonly pointer: string;
  /** The object in the document; `parents` and `children` are read from it once all names are known. */
  readonly source: JsonObject;
  /** `undefined` when its job cannot be told, or asks for a parameter that is wrong: then no more is said about that. */
  readonly template: Template | undefined;
  /** The parameters that its job asks for. */
  readonly used: References;
}

const FIELDS: ReadonlySet<string> = new Set([
  'job',
  'maxRetries',
  'retryIntervalSeconds',
  'retry',
  'retryBackoff',
  'timeoutSeconds',
  'parents',
  'children',
  'isGenerator',
  'priority',
  'executionParameters',
  'name',
  ...COMMAND_FIELDS,
]);

export function readTask(name: string, value: Json, context: TaskContext): TaskDraft {
  const { problems, shared } = context;
  const pointer = place(context.tasksPointer, name);
  const reason = badTaskName(name);
  if (reason !== undefined) problems.add(pointer, reason);
  if (!isObject(value)) {
    problems.add(pointer, `Task ${quote(name)} must be an object; ${found(value)}.`);
    return { name, pointer, source: {}, template: undefined, used: NO_REFERENCES };
  }
  const fields = new FieldReader(value, pointer, context);
  fields.refuseUnknown(FIELDS, 'a task');
  checkName(name, fields, context);
  const execution = readExecution(fields, context.rules, context);
  const task = poolLayer(execution.poolParameters, pointer);
  checkReferences(task, name, context);
  const own = readOwnLayer(value, fields, context);
  if (own !== undefined) checkReferences(own, name, context);
  const options = readTaskOptions(fields, context);
  if (own === undefined || execution.unknownPool) {
    return { name, pointer, source: value, template: undefined, used: NO_REFERENCES };
  }
  const pool = execution.pool ?? shared.pool;
  const layers = stackLayers(shared, pool, task, own);
  const job = mergeLayers(layers);
  const used = referencesOf(job, layers);
  const spec: TaskSpec = { name, job, ...options, pool };
  let isUsable = true;
  for (const parameter of used.keys()) isUsable &&= context.parameters.order.has(parameter);
  return { name, pointer, source: value, template: isUsable ? context.maker.make(spec, used) : undefined, used };
}

/** Older definitions repeat a task's name inside it. */
function checkName(name: string, fields: FieldReader, { problems }: TaskContext): void {
  const given = fields.string('name');
  if (given === undefined || given === name) return;
  const message = `"name" must equal the task's key ${quote(name)}, or be left out; ${found(given)}.`;
  problems.add(place(fields.pointer, 'name'), message);
}
