import { namesUsed, templateFrom } from '../expand/make-template';
import type { Template } from '../expand/template';
import type { GeneratedTasks, Json, TaskSpec } from './dag-spec';
import { checkCycles } from './check-cycles';
import { checkInstanceCount, checkInstanceNames } from './check-expansion';
import { checkJobs } from './check-jobs';
import { distinctEdges, readEdges } from './read-edges';
import type { TaskContext, TaskDraft } from './read-task';
import { readTask } from './read-task';
import type { ExistingTemplates } from './template-index';
import { TemplateIndex } from './template-index';

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

/** Templates of those tasks whose job is known and asks for no parameter that is wrong or missing. */
function usableTemplates(drafts: readonly TaskDraft[], { parameters }: TaskContext): ReadonlyMap<string, Template> {
  const templates = new Map<string, Template>();
  for (const { name, spec } of drafts) {
    if (spec === undefined) continue;
    const used = namesUsed(spec.job);
    let usable = true;
    for (const parameter of used) usable &&= parameters.order.has(parameter);
    if (usable) templates.set(name, templateFrom(spec, used, parameters.list, parameters.order));
  }
  return templates;
}
