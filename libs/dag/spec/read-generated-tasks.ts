import type { GeneratedTasks, Inherited, Parameter } from './dag-spec';
import { TemplateMaker } from '../expand/make-template';
import type { Findings } from './field-reader';
import { sharedLayers } from './job-layers';
import { isObject } from './json-value';
import { NearestName } from './nearest-name';
import type { Checked } from './problem';
import { ProblemList, place } from './problem-list';
import { orderedKeys, readJson } from './read-json';
import { tableOf } from './read-parameters';
import type { TaskContext } from './task-context';
import { readTasks } from './read-tasks';
import type { SpecRules } from './rules';
import type { ExistingTemplates } from './template-index';
import { found, quote } from './words';

/** What a generator's tasks are added to. */
export interface GrowingRun extends ExistingTemplates {
  readonly parameters: readonly Parameter[];
  readonly inherited: Inherited;
  /** Instances of all its templates together. */
  readonly taskCount: number;
}

/**
 * Reads what a generator printed: a JSON object of task name -> task, perhaps empty. The same rules as for a
 * definition; pointers lead into the printed text. Costs what the new tasks cost, not what the run has already, unless
 * they are put before existing templates and behind others: then what depends on the former is looked at too.
 */
export function readGeneratedTasks(document: string, run: GrowingRun, rules: SpecRules): Checked<GeneratedTasks> {
  const findings: Findings = { problems: new ProblemList(), nearest: new NearestName() };
  const tasks = readRoot(document, run, rules, findings);
  const { problems } = findings;
  return tasks !== undefined && problems.isEmpty
    ? { ok: true, value: tasks }
    : { ok: false, problems: problems.list() };
}

const NOTHING: ReadonlySet<string> = new Set();

function readRoot(document: string, run: GrowingRun, rules: SpecRules, findings: Findings): GeneratedTasks | undefined {
  const { problems } = findings;
  const json = readJson(document, NOTHING, problems);
  if (json === undefined) return undefined;
  if (!isObject(json.root)) {
    problems.add('', `A generator prints an object of task name -> task; ${found(json.root)}.`);
    return undefined;
  }
  const names = orderedKeys(json.root, json.order.get(''));
  for (const name of names) {
    if (run.templates.has(name))
      problems.add(place('', name), `The run has a task ${quote(name)} already; choose another name.`);
  }
  const context: TaskContext = {
    ...findings,
    rules,
    parameters: tableOf(run.parameters),
    shared: sharedLayers(run.inherited, false),
    maker: new TemplateMaker(run.parameters),
    tasksPointer: '',
  };
  const fresh = names.filter((name) => !run.templates.has(name));
  return readTasks(fresh, json.root, run, run.taskCount, context);
}
