import { splitInstanceName } from '../expand/instances';
import type { Template } from '../expand/template';
import { place } from './problem-list';
import type { TaskDraft } from './read-task';
import type { TaskContext } from './task-context';
import type { ExistingTemplates, TemplateIndex } from './template-index';
import { quote, thousands } from './words';

/** Reports an expansion above the limit. `before`: instances that the run has already. */
export function checkInstanceCount(drafts: readonly TaskDraft[], before: number, context: TaskContext): void {
  const most = context.rules.limits.maxTasks;
  let total = before;
  let largest: Template | undefined;
  for (const { template } of drafts) {
    if (template === undefined) continue;
    total += template.count;
    if (largest === undefined || template.count > largest.count) largest = template;
  }
  if (total <= most || largest === undefined) return;
  const number =
    total >= Number.MAX_SAFE_INTEGER ? `more than ${thousands(Number.MAX_SAFE_INTEGER)}` : thousands(total);
  const share = largest.count > 1 ? ` Most come from ${quote(largest.spec.name)}: ${factors(largest)}.` : '';
  const message = `This would make ${number} tasks; the limit (limits.maxTasks) is ${thousands(most)}.${share}`;
  context.problems.add(context.tasksPointer, message);
}

/** `1,000 (I) x 1,000 (J)` */
function factors({ arrays }: Template): string {
  const shown = arrays.slice(0, 10).map(({ name, values }) => `${thousands(values.length)} (${name})`);
  return [...shown, ...(arrays.length > shown.length ? ['...'] : [])].join(' x ');
}

/** Reports names that a task and an instance of another one would share. */
export function checkInstanceNames(
  drafts: readonly TaskDraft[],
  index: TemplateIndex,
  existing: ExistingTemplates,
  context: TaskContext,
): void {
  for (const { name } of drafts) {
    const split = splitInstanceName(name);
    if (split === undefined) continue;
    const template = index.templateNamed(split.base);
    if (template !== undefined && template.arrays.length > 0 && split.number <= template.count) {
      report(name, name, split.base, context);
    }
  }
  for (const { name, template } of drafts) {
    if (template === undefined) continue;
    for (const instance of existingInstanceNames(template, existing)) report(name, instance, name, context);
  }
}

/** Existing templates that bear the name of an instance of a new one; looks at as few names as possible. */
function existingInstanceNames(template: Template, { templates }: ExistingTemplates): readonly string[] {
  const { name } = template.spec;
  if (template.arrays.length === 0 || templates.size === 0) return [];
  if (template.count <= templates.size) {
    const instances = Array.from({ length: template.count }, (_, index) => `${name}_${index + 1}`);
    return instances.filter((instance) => templates.has(instance));
  }
  return Array.from(templates.keys()).filter((existing) => {
    const split = splitInstanceName(existing);
    return split !== undefined && split.base === name && split.number <= template.count;
  });
}

function report(task: string, shared: string, multiplied: string, context: TaskContext): void {
  const message = `Task ${quote(multiplied)} is multiplied by its array parameters, and one of its instances would be ${quote(shared)}, which is also the name of a task; rename one of them.`;
  context.problems.add(place(context.tasksPointer, task), message);
}
