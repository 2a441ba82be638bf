import { referencesIn } from '../expand/references';
import type { Job, Json, RetryBackoff, TaskSpec } from './dag-spec';
import type { Findings, NumberRule } from './field-reader';
import { FieldReader } from './field-reader';
import type { JobLayer, SharedLayers } from './job-layers';
import { mergeLayers } from './job-layers';
import type { JsonObject } from './json-value';
import { isObject, member, visitLeaves } from './json-value';
import { badTaskName } from './names';
import { place } from './problem-list';
import { readExecution } from './read-execution';
import type { ParameterTable } from './read-parameters';
import type { SpecRules } from './rules';
import { found, quote } from './words';

/** Everything that reading the tasks of one document needs. */
export interface TaskContext extends Findings {
  readonly rules: SpecRules;
  readonly parameters: ParameterTable;
  readonly shared: SharedLayers;
  /** Pointer of the object that holds the tasks. */
  readonly tasksPointer: string;
}

/** A task as far as it could be read. */
export interface TaskDraft {
  readonly name: string;
  readonly pointer: string;
  /** The object in the document; `parents` and `children` are read from it once all names are known. */
  readonly source: JsonObject;
  /** `undefined` when its job cannot be told, so that nothing more is said about that. */
  readonly spec: TaskSpec | undefined;
}

const TEN_YEARS = 315_360_000;
const SECONDS: NumberRule = { min: 0, max: TEN_YEARS, unit: 'seconds (10 years)' };
const MORE_THAN_0_SECONDS: NumberRule = { ...SECONDS, aboveMin: true };
const RETRIES: NumberRule = { integer: true, min: 0, max: 1_000_000 };
const FACTOR: NumberRule = { min: 1, max: 1_000_000 };
const PRIORITY: NumberRule = { integer: true, min: -2_147_483_648, max: 2_147_483_647 };

const COMMAND_FIELDS = ['command', 'commandString'];
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
const BACKOFF_FIELDS: ReadonlySet<string> = new Set(['factor', 'maxSeconds']);

export function readTask(name: string, value: Json, context: TaskContext): TaskDraft {
  const { problems } = context;
  const pointer = place(context.tasksPointer, name);
  const reason = badTaskName(name);
  if (reason !== undefined) problems.add(pointer, reason);
  if (!isObject(value)) {
    problems.add(pointer, `Task ${quote(name)} must be an object; ${found(value)}.`);
    return { name, pointer, source: {}, spec: undefined };
  }
  const fields = new FieldReader(value, pointer, context);
  fields.refuseUnknown(FIELDS, 'a task');
  const givenName = fields.string('name');
  if (givenName !== undefined && givenName !== name) {
    problems.add(
      place(pointer, 'name'),
      `"name" must equal the task's key ${quote(name)} or be left out; ${found(givenName)}.`,
    );
  }
  const execution = readExecution(fields, context.rules, context);
  const own = ownJob(value, fields, context);
  if (own !== undefined) checkStrings(own, `Task ${quote(name)}`, context);
  checkStrings(taskPool(pointer, execution.poolParameters), `Task ${quote(name)}`, context);
  const options = readOptions(fields, context);
  if (own === undefined || execution.unknownPool) return { name, pointer, source: value, spec: undefined };
  const pool = execution.pool ?? context.shared.pool;
  const job = mergeLayers(stack(context.shared, pool, taskPool(pointer, execution.poolParameters), own));
  return { name, pointer, source: value, spec: { name, job, ...options, pool } };
}

/** The places that the job of a well-read task comes from, weakest first. */
export function layersOf({ source, pointer, spec }: TaskDraft, shared: SharedLayers): readonly JobLayer[] {
  const execution = member(source, 'executionParameters');
  const poolParameters = isObject(execution) ? member(execution, 'poolParameters') : undefined;
  const own = ownLayer(source, pointer);
  const pool = spec?.pool ?? shared.pool;
  return stack(shared, pool, taskPool(pointer, isObject(poolParameters) ? poolParameters : {}), own);
}

function stack(shared: SharedLayers, pool: string, task: JobLayer, own: JobLayer): readonly JobLayer[] {
  const { poolParameters, jobDefaults } = shared;
  return pool === shared.pool ? [poolParameters, jobDefaults, task, own] : [jobDefaults, task, own];
}

function taskPool(pointer: string, job: Job): JobLayer {
  return { job, pointer: `${pointer}/executionParameters/poolParameters`, title: "the task's poolParameters" };
}

/** The task's `job`, or the older form: `command` or `commandString` in the task itself. */
function ownLayer(source: JsonObject, pointer: string): JobLayer {
  const job = member(source, 'job');
  if (isObject(job)) return { job, pointer: `${pointer}/job`, title: 'its job' };
  const given = COMMAND_FIELDS.filter((field) => Object.hasOwn(source, field));
  return { job: Object.fromEntries(given.map((field) => [field, source[field]])), pointer, title: 'the task' };
}

function ownJob(source: JsonObject, fields: FieldReader, { problems }: Findings): JobLayer | undefined {
  const direct = COMMAND_FIELDS.filter((field) => fields.has(field));
  if (fields.has('job')) {
    for (const field of direct) {
      problems.add(
        place(fields.pointer, field),
        `"${field}" belongs in "job", and this task has a "job"; move it there.`,
      );
    }
    return fields.objectAt('job') === undefined ? undefined : ownLayer(source, fields.pointer);
  }
  if (direct.length > 0) return ownLayer(source, fields.pointer);
  problems.add(fields.pointer, 'This task has no "job"; give it an object with what its executor runs.');
  return undefined;
}

/** Reports references to parameters that do not exist, and numbers that no program could read back. */
export function checkStrings(layer: JobLayer, owner: string, context: TaskContext): void {
  const { problems, parameters, nearest } = context;
  visitLeaves(layer.job, (leaf, path) => {
    if (typeof leaf === 'number') {
      if (Number.isFinite(leaf)) return;
      problems.add(
        place(layer.pointer ?? '', ...path),
        `${owner}: this number is too large; the largest is about 1.8e308.`,
      );
      return;
    }
    for (const name of referencesIn(leaf)) {
      if (parameters.declared.has(name)) continue;
      const pointer = place(layer.pointer ?? '', ...path);
      const hint = nearest.hint(name, parameters.declared);
      const escape =
        hint === '' ? ` Declare it in "parameters", or write \\{{${name}}} for the braces themselves.` : hint;
      problems.add(
        pointer,
        `${owner} uses {{${name}}} in ${layer.title}, but there is no parameter ${quote(name)}.${escape}`,
      );
    }
  });
}

type Options = Omit<TaskSpec, 'name' | 'job' | 'pool'>;

function readOptions(fields: FieldReader, findings: Findings): Options {
  const interval = fields.number('retryIntervalSeconds', SECONDS);
  const older = fields.number('retry', SECONDS);
  if (fields.has('retry') && fields.has('retryIntervalSeconds')) {
    const message = '"retry" is the older name of "retryIntervalSeconds"; give one of them, not both.';
    findings.problems.add(place(fields.pointer, 'retry'), message);
  }
  const retryBackoff = readBackoff(fields, findings);
  const timeoutSeconds = fields.number('timeoutSeconds', MORE_THAN_0_SECONDS);
  return {
    maxRetries: fields.number('maxRetries', RETRIES) ?? 0,
    retryIntervalSeconds: interval ?? older ?? 0,
    isGenerator: fields.boolean('isGenerator') ?? false,
    priority: fields.number('priority', PRIORITY) ?? 0,
    ...(retryBackoff && { retryBackoff }),
    ...(timeoutSeconds !== undefined && { timeoutSeconds }),
  };
}

function readBackoff(task: FieldReader, findings: Findings): RetryBackoff | undefined {
  const object = task.objectAt('retryBackoff');
  if (object === undefined) return undefined;
  const fields = new FieldReader(object, place(task.pointer, 'retryBackoff'), findings);
  fields.refuseUnknown(BACKOFF_FIELDS, 'retryBackoff');
  const factor = fields.number('factor', FACTOR);
  const maxSeconds = fields.number('maxSeconds', SECONDS);
  for (const field of BACKOFF_FIELDS) {
    if (!fields.has(field))
      findings.problems.add(fields.pointer, `"${field}" is missing; it must be given with retryBackoff.`);
  }
  return factor === undefined || maxSeconds === undefined ? undefined : { factor, maxSeconds };
}
