import { referencesIn } from '../expand/references';
import type { Job } from './dag-spec';
import type { FieldReader } from './field-reader';
import type { JobLayer, SharedLayers } from './job-layers';
import { jobLayer } from './job-layers';
import type { JsonObject } from './json-value';
import { isObject, member, visitStrings } from './json-value';
import { place } from './problem-list';
import type { TaskContext } from './task-context';
import { quote } from './words';

/** Fields that older definitions write in the task itself. */
export const COMMAND_FIELDS: readonly string[] = ['command', 'commandString'];

/** All places that the job of a task in `pool` comes from, weakest first. */
export function stackLayers(shared: SharedLayers, pool: string, task: JobLayer, own: JobLayer): readonly JobLayer[] {
  const { poolParameters, jobDefaults } = shared;
  return pool === shared.pool ? [poolParameters, jobDefaults, task, own] : [jobDefaults, task, own];
}

/** The same for a task that has been read. */
export function layersOf(source: JsonObject, pointer: string, pool: string, shared: SharedLayers): readonly JobLayer[] {
  const execution = member(source, 'executionParameters');
  const poolParameters = isObject(execution) ? member(execution, 'poolParameters') : undefined;
  const task = poolLayer(isObject(poolParameters) ? poolParameters : {}, pointer);
  return stackLayers(shared, pool, task, ownLayer(source, pointer));
}

/** The task's own `poolParameters`. */
export function poolLayer(job: Job, taskPointer: string): JobLayer {
  return jobLayer(job, "the task's poolParameters", `${taskPointer}/executionParameters/poolParameters`);
}

/** The task's `job`, or the older form of it; `undefined` with a problem when there is neither. */
export function readOwnLayer(source: JsonObject, fields: FieldReader, { problems }: TaskContext): JobLayer | undefined {
  const direct = COMMAND_FIELDS.filter((field) => fields.has(field));
  if (fields.has('job')) {
    for (const field of direct) {
      const message = `"${field}" belongs in "job", and this task has a "job"; move it there.`;
      problems.add(place(fields.pointer, field), message);
    }
    return fields.objectAt('job') === undefined ? undefined : ownLayer(source, fields.pointer);
  }
  if (direct.length > 0) return ownLayer(source, fields.pointer);
  problems.add(fields.pointer, 'This task has no "job"; give it an object with what its executor runs.');
  return undefined;
}

function ownLayer(source: JsonObject, pointer: string): JobLayer {
  const job = member(source, 'job');
  if (isObject(job)) return jobLayer(job, 'its job', `${pointer}/job`);
  const given = COMMAND_FIELDS.filter((field) => Object.hasOwn(source, field));
  return jobLayer(Object.fromEntries(given.map((field) => [field, source[field]])), 'the task', pointer);
}

/** Reports references to parameters that do not exist. `task`: whose they are, if not the run's. */
export function checkReferences(layer: JobLayer, task: string | undefined, context: TaskContext): void {
  const { problems, parameters, nearest } = context;
  const { declared } = parameters;
  for (const [field, references] of layer.references) {
    if (Array.from(references.keys()).every((name) => declared.has(name))) continue;
    visitStrings(layer.job[field], (text, path) => {
      for (const name of referencesIn(text).keys()) {
        if (declared.has(name)) continue;
        problems.addLater(() => {
          const owner = task === undefined ? 'The run' : `Task ${quote(task)}`;
          const near = nearest.hint(name, declared);
          const hint = near === '' ? ` Declare it in "parameters"; "\\\\{{${name}}}" would keep the braces.` : near;
          const message = `${owner} uses {{${name}}} in ${layer.title}, but there is no parameter ${quote(name)}.${hint}`;
          return { pointer: place(layer.pointer ?? '', field, ...path), message };
        });
      }
    });
  }
}
