import type { DagSpec, Inherited } from './dag-spec';
import { DEFAULT_POOL } from './dag-spec';
import { TemplateMaker } from '../expand/make-template';
import type { Findings, NumberRule } from './field-reader';
import { FieldReader } from './field-reader';
import { sharedLayers } from './job-layers';
import { isObject } from './json-value';
import { NearestName } from './nearest-name';
import type { Checked } from './problem';
import { ProblemList } from './problem-list';
import { readExecution } from './read-execution';
import type { JsonDocument } from './read-json';
import { orderedKeys, readJson } from './read-json';
import { PARAMETER_FIELDS, readParameters } from './read-parameters';
import type { TaskContext } from './task-context';
import { checkReferences } from './task-job';
import { readTasks } from './read-tasks';
import type { SpecRules } from './rules';
import { NO_TEMPLATES } from './template-index';
import { found, quote, thousands } from './words';

const LONGEST_TAG = 256;
const MAX_PARALLEL: NumberRule = { integer: true, min: 1, max: 2_147_483_647 };
const FIELDS: ReadonlySet<string> = new Set([
  'tasks',
  'tag',
  'parameters',
  'job',
  'jobDefaults',
  'executionParameters',
  'maxParallel',
]);
const ORDERED: ReadonlySet<string> = new Set(['tasks', ...PARAMETER_FIELDS]);

/**
 * Reads the definition of a run from its JSON text. Finds everything that is wrong with it at once (at most 1,000
 * problems, the last then telling how many more there are); pointers lead into the document.
 */
export function readDagSpec(document: string, rules: SpecRules): Checked<DagSpec> {
  const findings: Findings = { problems: new ProblemList(), nearest: new NearestName() };
  const json = readJson(document, ORDERED, findings.problems);
  const spec = json && readTop(json, rules, findings);
  const { problems } = findings;
  return spec !== undefined && problems.isEmpty ? { ok: true, value: spec } : { ok: false, problems: problems.list() };
}

function readTop({ root, order }: JsonDocument, rules: SpecRules, findings: Findings): DagSpec | undefined {
  if (!isObject(root)) {
    findings.problems.add('', `A run is defined by an object with "tasks"; ${found(root)}.`);
    return undefined;
  }
  const top = new FieldReader(root, '', findings);
  top.refuseUnknown(FIELDS, 'a run');
  const tag = readTag(top, findings);
  const maxParallel = top.number('maxParallel', MAX_PARALLEL);
  const parameters = readParameters(top, order, findings);
  const execution = readExecution(top, rules, findings);
  const inherited: Inherited = {
    pool: execution.pool ?? defaultPool(top, execution.unknownPool, rules, findings),
    poolParameters: execution.poolParameters,
    jobDefaults: top.objectAt('jobDefaults') ?? {},
  };
  const shared = sharedLayers(inherited, true);
  const maker = new TemplateMaker(parameters.list);
  const context: TaskContext = { ...findings, rules, parameters, shared, maker, tasksPointer: '/tasks' };
  for (const layer of [shared.poolParameters, shared.jobDefaults]) {
    checkReferences(layer, undefined, context);
  }
  const given = top.objectAt('tasks');
  const names = given === undefined ? [] : orderedKeys(given, order.get('tasks'));
  if (!top.has('tasks')) findings.problems.add('', '"tasks" is missing; give an object of task name -> task.');
  else if (given !== undefined && names.length === 0) {
    findings.problems.add('/tasks', '"tasks" is empty; a run has at least one task.');
  }
  const { tasks, edges } = readTasks(names, given ?? {}, NO_TEMPLATES, 0, context);
  return {
    tag,
    parameters: parameters.list,
    pool: inherited.pool,
    ...(maxParallel !== undefined && { maxParallel }),
    tasks,
    edges,
    inherited,
  };
}

function readTag(top: FieldReader, { problems }: Findings): string {
  const tag = top.string('tag') ?? '';
  // Characters outside the basic plane take two units of `length`.
  const isLong = tag.length > 2 * LONGEST_TAG || Array.from(tag).length > LONGEST_TAG;
  if (isLong) {
    problems.add('/tag', `"tag" has at most ${LONGEST_TAG} characters; this one has about ${thousands(tag.length)}.`);
  }
  return tag;
}

/** A run that names no pool runs in the default one. */
function defaultPool(top: FieldReader, isReported: boolean, rules: SpecRules, { problems }: Findings): string {
  if (!isReported && rules.pools?.has(DEFAULT_POOL) === false) {
    const known = Array.from(rules.pools.keys(), quote).join(', ');
    problems.add(top.pointer, `This server has no default pool; name one of ${known} in "executionParameters".`);
  }
  return DEFAULT_POOL;
}
