import type { Script } from './simulated-executor';

/** The part of the definition format that random runs use, in the product's own JSON. */
export interface Definition {
  readonly parameters?: Record<string, readonly string[]>;
  readonly maxParallel?: number;
  readonly tasks: Record<string, TaskDefinition>;
}

export interface TaskDefinition {
  readonly job: { readonly command: readonly string[] };
  readonly maxRetries?: number;
  readonly retryIntervalSeconds?: number;
  readonly timeoutSeconds?: number;
  readonly isGenerator?: boolean;
  readonly priority?: number;
  readonly parents?: readonly Parent[];
  readonly children?: readonly string[];
}

export type Parent = string | { readonly task: string; readonly same: readonly string[] };

interface Instance {
  readonly template: string;
  readonly definition: TaskDefinition;
  /** Values of the array parameters that it uses. */
  readonly values: Record<string, string>;
}

/** All tasks and edges written out one by one: slow, and plainly what the contract says. */
export class WrittenOut {
  readonly instances = new Map<string, Instance>();
  private readonly edges: { parent: string; child: string; same: readonly string[] }[] = [];

  constructor(private readonly definition: Definition) {
    this.add(definition.tasks);
  }

  add(tasks: Record<string, TaskDefinition>): void {
    for (const [template, definition] of Object.entries(tasks)) {
      const used = Object.entries(this.definition.parameters ?? {}).filter(([name]) =>
        definition.job.command.includes(`{{${name}}}`),
      );
      let combinations: Record<string, string>[] = [{}];
      for (const [name, values] of used) {
        combinations = combinations.flatMap((before) => values.map((value) => ({ ...before, [name]: value })));
      }
      combinations.forEach((values, i) => {
        this.instances.set(used.length > 0 ? `${template}_${i + 1}` : template, { template, definition, values });
      });
      for (const parent of definition.parents ?? []) {
        const { task, same } = typeof parent === 'string' ? { task: parent, same: [] } : parent;
        this.edges.push({ parent: task, child: template, same });
      }
      for (const child of definition.children ?? []) this.edges.push({ parent: template, child, same: [] });
    }
  }

  /** Names of all tasks that must be COMPLETED before this one starts. */
  parentsOf(name: string): string[] {
    const { template, values } = this.instances.get(name) as Instance;
    return this.edges
      .filter(({ child }) => child === template)
      .flatMap(({ parent, same }) =>
        [...this.instances]
          .filter(([, other]) => other.template === parent && same.every((p) => other.values[p] === values[p]))
          .map(([parentName]) => parentName),
      );
  }
}

/** What becomes of every task when nobody interferes. */
export function finalStates(
  definition: Definition,
  scriptOf: (task: string, attempt: number) => Script,
): Record<string, string> {
  const world = new WrittenOut(definition);
  const states: Record<string, string> = {};
  for (let progress = true; progress;) {
    progress = false;
    for (const [name, instance] of [...world.instances]) {
      if (states[name] !== undefined) continue;
      if (!world.parentsOf(name).every((parent) => states[parent] === 'COMPLETED')) continue;
      const last = runAttempts(instance.definition, (attempt) => scriptOf(name, attempt));
      states[name] = last ? 'COMPLETED' : 'ERRORED';
      if (last?.stdout && instance.definition.isGenerator)
        world.add(JSON.parse(last.stdout) as Record<string, TaskDefinition>);
      progress = true;
    }
  }
  for (const name of world.instances.keys()) states[name] ??= 'QUEUED';
  return states;
}

/** The attempt that succeeded, if one did. */
function runAttempts(
  { maxRetries = 0, timeoutSeconds = Infinity }: TaskDefinition,
  scriptOf: (attempt: number) => Script,
): Script | undefined {
  let failures = 0;
  let lostInARow = 0;
  for (let attempt = 1; ; attempt++) {
    const script = scriptOf(attempt);
    const { outcome } = script;
    const timedOut = script.durationMs > timeoutSeconds * 1000;
    if (!timedOut && outcome.cause === 'exit' && outcome.rc === 0) return script;
    if (!timedOut && outcome.cause === 'rejected') return undefined;
    if (!timedOut && outcome.cause === 'lost') {
      if (++lostInARow === 5) return undefined;
      continue;
    }
    lostInARow = 0;
    if (++failures > maxRetries) return undefined;
  }
}
