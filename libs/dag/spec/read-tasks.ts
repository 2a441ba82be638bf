import type { GeneratedTasks, TaskSpec } from './dag-spec';
import { checkCycles } from './check-cycles';
import { checkInstanceCount, checkInstanceNames } from './check-expansion';
import { checkJobs } from './check-jobs';
import type { JobLayer } from './job-layers';
import type { JsonObject } from './json-value';
import { distinctEdges, readEdges } from './read-edges';
import { readTask } from './read-task';
import type { TaskContext } from './task-context';
import type { ExistingTemplates } from './template-index';
import { TemplateIndex } from './template-index';
import { thousands } from './words';

/** What all tasks of a document may inherit from the run. */
const MOST_INHERITED = 5_000_000;

/**
 * Reads and checks the tasks of these names and the edges between them. What it returns is only whole when no problem
 * was found. `instancesBefore`: how many instances the run has already.
 */
export function readTasks(
  names: readonly string[],
  tasks: JsonObject,
  existing: ExistingTemplates,
  instancesBefore: number,
  context: TaskContext,
): GeneratedTasks {
  if (!isInheritedAffordable(names.length, context)) return { tasks: [], edges: [] };
  const drafts = names.map((name) => readTask(name, tasks[name], context));
  const index = new TemplateIndex(drafts, existing);
  checkInstanceCount(drafts, instancesBefore, context);
  checkInstanceNames(drafts, index, existing, context);
  const stated = readEdges(drafts, index, context);
  const edges = distinctEdges(stated, drafts, index, context);
  checkCycles(stated, drafts.length, index, existing, context);
  checkJobs(drafts, context);
  const specs: TaskSpec[] = [];
  for (const { template } of drafts) if (template !== undefined) specs.push(template.spec);
  return { tasks: specs, edges };
}

/** Each task's job has a place for each field that it inherits, and is filled in for each parameter that they name. */
function isInheritedAffordable(tasks: number, { shared, problems, tasksPointer }: TaskContext): boolean {
  const each = sizeOf(shared.jobDefaults) + sizeOf(shared.poolParameters);
  if (tasks * each <= MOST_INHERITED) return true;
  const inherited = `${thousands(tasks)} tasks inherit ${thousands(each)} job fields and parameters each`;
  problems.add(tasksPointer, `${inherited}; together that may be ${thousands(MOST_INHERITED)}.`);
  return false;
}

function sizeOf({ job, references }: JobLayer): number {
  let size = Object.keys(job).length;
  for (const names of references.values()) size += names.size;
  return size;
}
