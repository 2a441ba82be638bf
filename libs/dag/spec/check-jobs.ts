import { coveringInstances } from '../expand/covering-instances';
import { instanceName, instanceParameters } from '../expand/instances';
import { ValueLengths, weightOf } from '../expand/job-weight';
import { referencesIn } from '../expand/references';
import { renderJob } from '../expand/render-job';
import type { Template } from '../expand/template';
import type { Json } from './dag-spec';
import type { JobLayer } from './job-layers';
import { layerOf } from './job-layers';
import { isList, isObject, member } from './json-value';
import type { Problem } from './problem';
import { place } from './problem-list';
import type { TaskDraft } from './read-task';
import type { TaskContext } from './task-context';
import { layersOf } from './task-job';
import type { JobCheck } from './rules';
import { quote, thousands } from './words';

const MOST_PER_TEMPLATE = 1_000;
/** Instances beside the first one of each template. */
const MOST_PER_DOCUMENT = 100_000;
/** Characters that parameters put into one job. A single argument of a program ends at 131,072 bytes on Linux. */
const MOST_FILLED_IN = 16_777_216;
/** Problems of one job that are looked at. */
const MOST_OF_ONE_JOB = 1_000;
/** The weight of all jobs that are tried out together, apart from what the document itself weighs. */
const MOST_WEIGHT = 100_000_000;

/**
 * Lets the executors check the jobs of a covering set of instances. What is wrong in an instance that was not tried is
 * found when it is dispatched.
 */
export function checkJobs(drafts: readonly TaskDraft[], context: TaskContext): void {
  const lengths = new ValueLengths();
  const { poolParameters, jobDefaults } = context.shared;
  const inherited = weightOf(poolParameters.job) + weightOf(jobDefaults.job);
  const reported = new Set<string>();
  let instances = MOST_PER_DOCUMENT;
  let weight = MOST_WEIGHT;
  for (const draft of drafts) {
    const { template } = draft;
    const check = template && context.rules.pools?.get(template.spec.pool);
    if (template === undefined || check === undefined) continue;
    const filledIn = lengths.mostFilledIn(template, draft.used);
    if (filledIn > MOST_FILLED_IN) {
      context.problems.add(draft.pointer, tooMuch(filledIn, draft.name));
      continue;
    }
    const first = inherited + filledIn;
    const further = template.count === 1 ? 0 : weightOf(template.spec.job) + filledIn;
    for (const index of coveringInstances(template, Math.min(MOST_PER_TEMPLATE, instances + 1))) {
      weight -= index === 0 ? first : further;
      if (weight < 0) break;
      if (index > 0) instances--;
      checkInstance(draft, template, index, check, reported, context);
    }
  }
}

function tooMuch(filledIn: number, task: string): string {
  const size = `up to ${thousands(filledIn)} characters`;
  const most = thousands(MOST_FILLED_IN);
  return `The parameters put ${size} into one job of task ${quote(task)}; the most is ${most}. Let the job read them from a file.`;
}

function checkInstance(
  draft: TaskDraft,
  template: Template,
  index: number,
  check: JobCheck,
  reported: Set<string>,
  context: TaskContext,
): void {
  const problems = check(renderJob(template, index));
  if (problems.length === 0) return;
  const layers = layersOf(draft.source, draft.pointer, template.spec.pool, context.shared);
  for (const problem of problems.slice(0, MOST_OF_ONE_JOB)) {
    const { pointer, message } = locate(problem, draft.pointer, layers);
    const key = `${pointer}\n${message}`;
    if (reported.has(key)) continue;
    reported.add(key);
    context.problems.addLater(() => ({ pointer, message: message + origin(problem.pointer, template, index) }));
  }
}

/** Where in the document the field stands that an executor objects to. */
function locate({ pointer, message }: Problem, taskPointer: string, layers: readonly JobLayer[]): Problem {
  const tokens = tokensOf(pointer);
  const layer = tokens.length === 0 ? undefined : layerOf(tokens[0], layers);
  // A field that is missing stands nowhere: the task's own job is where to add it.
  if (layer === undefined) return { pointer: layers[layers.length - 1].pointer ?? taskPointer, message };
  if (layer.pointer !== undefined) return { pointer: place(layer.pointer, ...tokens), message };
  return { pointer: taskPointer, message: `${message} (${quote(tokens[0])} comes from ${layer.title}.)` };
}

function tokensOf(pointer: string): string[] {
  const tokens = pointer.split('/').slice(1);
  return tokens.map((token) => token.replace(/~1/g, '/').replace(/~0/g, '~'));
}

/** Which instance it is and what its parameters are, if the place that an executor objects to holds any. */
function origin(pointer: string, template: Template, index: number): string {
  const used = referencesIn(valueAt(template.spec.job, tokensOf(pointer)));
  const values = Array.from(instanceParameters(template, index)).filter(([name]) => used.has(name));
  if (values.length === 0) return '';
  const shown = values.slice(0, 5).map(([name, value]) => `${name} = ${quote(value)}`);
  return ` (In ${instanceName(template, index)}, with ${shown.join(', ')}${values.length > 5 ? ', ...' : ''}.)`;
}

/** The deepest value on the way that exists. */
function valueAt(job: Json, tokens: readonly string[]): Json {
  let value = job;
  for (const token of tokens) {
    const next: Json | undefined = isObject(value)
      ? member(value, token)
      : isList(value)
        ? value[Number(token)]
        : undefined;
    if (next === undefined) break;
    value = next;
  }
  return value;
}
