import { TemplateMaker } from '../expand/make-template';
import type { Template } from '../expand/template';
import type { GeneratedTasks, Json, TaskSpec } from './dag-spec';
import { checkCycles } from './check-cycles';
import { checkInstanceCount, checkInstanceNames } from './check-expansion';
import { checkJobs } from './check-jobs';
import { distinctEdges, readEdges } from './read-edges';
import type { TaskDraft } from './read-task';
import type { TaskContext } from './task-context';
import { readTask } from './read-task';
import type { ExistingTemplates } from './template-index';
import { TemplateIndex } from './template-index';
import { thousands } from './words';

/** What all tasks of a document may inherit from the run. */
const MOST_INHERITED_FIELDS = 20_000_000;

/**
 * Reads and checks tasks and the edges between them. What it returns is only whole when no problem was found.
 * `instancesBefore`: how many instances the run has already.
 */
export function readTasks(
  entries: readonly (readonly [string, Json])[],
  existing: ExistingTemplates,
  instancesBefore: number,
  context: TaskContext,
): GeneratedTasks {
  if (!isInheritedAffordable(entries.length, context)) return { tasks: [], edges: [] };
  const drafts = entries.map(([name, value]) => readTask(name, value, context));
  const templates = usableTemplates(drafts, context);
  checkInstanceCount(templates.values(), instancesBefore, context);
  const names = drafts.map((draft) => draft.name);
  checkInstanceNames(templates, names, existing, context);
  const index = new TemplateIndex(drafts, templates, existing);
  const stated = readEdges(drafts, index, context);
  const edges = distinctEdges(stated, drafts, index, context);
  checkCycles(stated, drafts.length, index, existing, context);
  checkJobs(drafts, templates, context);
  const tasks: TaskSpec[] = [];
  for (const { spec } of drafts) if (spec !== undefined) tasks.push(spec);
  return { tasks, edges };
}

/** Each task's job has a place for each field that it inherits. */
function isInheritedAffordable(tasks: number, { shared, problems, tasksPointer }: TaskContext): boolean {
  const fields = Object.keys(shared.jobDefaults.job).length + Object.keys(shared.poolParameters.job).length;
  if (tasks * fields <= MOST_INHERITED_FIELDS) return true;
  const most = thousands(MOST_INHERITED_FIELDS);
  const message = `${thousands(tasks)} tasks inherit ${thousands(fields)} job fields each; together that may be ${most}.`;
  problems.add(tasksPointer, message);
  return false;
}

/** Templates of those tasks whose job is known and asks for no parameter that is wrong or missing. */
function usableTemplates(drafts: readonly TaskDraft[], { parameters }: TaskContext): ReadonlyMap<string, Template> {
  const maker = new TemplateMaker(parameters.list);
  const templates = new Map<string, Template>();
  for (const { name, spec, used } of drafts) {
    if (spec === undefined) continue;
    let usable = true;
    for (const parameter of used.keys()) usable &&= parameters.order.has(parameter);
    if (usable) templates.set(name, maker.make(spec, used));
  }
  return templates;
}
