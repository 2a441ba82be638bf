import * as fc from 'fast-check';
import type { Definition, Parent, TaskDefinition } from './reference-model';
import type { Script } from './simulated-executor';

const NAMES = ['k', 'c', 'x', 'a', 'm', '10', '2', 'z'];
const PARAMETERS = { A: ['a1', 'a2'], B: ['b1', 'b2', 'b1'] };
type ParameterName = keyof typeof PARAMETERS;

interface Draft {
  readonly uses: readonly ParameterName[];
  readonly parents: readonly { readonly from: number; readonly tied: boolean }[];
  readonly maxRetries: number;
  readonly retryIntervalSeconds: number;
  readonly timeoutSeconds?: number;
  readonly generates: boolean;
  readonly priority: number;
}

const draft: fc.Arbitrary<Draft> = fc.record({
  uses: fc.subarray<ParameterName>(['A', 'B']),
  parents: fc.array(fc.record({ from: fc.nat(7), tied: fc.boolean() }), { maxLength: 3 }),
  maxRetries: fc.nat(2),
  retryIntervalSeconds: fc.constantFrom(0, 0.5, 3),
  timeoutSeconds: fc.constantFrom(undefined, undefined, 2),
  generates: fc.nat(4).map((n) => n === 0),
  priority: fc.integer({ min: -1, max: 1 }),
});

/** Random definitions without cycles; tasks that a generator's own tasks come before always wait for that generator. */
export const definitions: fc.Arbitrary<Definition> = fc
  .record({
    drafts: fc.array(draft, { minLength: 1, maxLength: NAMES.length }),
    maxParallel: fc.constantFrom(undefined, 1, 3),
    order: fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6, 7], { minLength: 8, maxLength: 8 }),
  })
  .map(({ drafts, maxParallel, order }) => {
    const tasks: Record<string, TaskDefinition> = {};
    for (const i of order) {
      if (i < drafts.length) tasks[NAMES[i]] = taskFrom(drafts, i);
    }
    return { parameters: PARAMETERS, tasks, ...(maxParallel ? { maxParallel } : {}) };
  });

function taskFrom(drafts: readonly Draft[], own: number): TaskDefinition {
  const { uses, parents, maxRetries, retryIntervalSeconds, timeoutSeconds, generates, priority } = drafts[own];
  const byName = new Map<string, Parent>();
  for (const { from, tied } of parents) {
    if (from >= own) continue;
    const same = uses.filter((name) => drafts[from].uses.includes(name));
    byName.set(NAMES[from], tied && same.length > 0 ? { task: NAMES[from], same } : NAMES[from]);
  }
  return {
    job: { command: ['run', ...uses.map((name) => `{{${name}}}`)] },
    parents: [...byName.values()],
    maxRetries,
    retryIntervalSeconds,
    priority,
    ...(timeoutSeconds === undefined ? {} : { timeoutSeconds }),
    ...(generates ? { isGenerator: true } : {}),
  };
}

/** What each attempt does: random, but the same for the same seed, task and attempt. */
export function scripts(seed: number, definition: Definition): (task: string, attempt: number) => Script {
  return (task, attempt) => {
    const dice = hash(`${seed}/${task}/${attempt}`);
    const template = task.replace(/_\d+$/, '');
    const own = definition.tasks[task] ?? definition.tasks[template];
    // Odd, so that no attempt ends in the very millisecond of its timeout.
    const durationMs = (dice % 2500) * 2 + 1;
    const roll = (dice >>> 8) % 100;
    if (roll < 15) return { durationMs, outcome: { cause: 'exit', rc: 3 } };
    if (roll < 20) return { durationMs, outcome: { cause: 'lost' } };
    if (roll < 22) return { durationMs, outcome: { cause: 'signal', rc: 139 } };
    if (roll < 24) return { durationMs, outcome: { cause: 'rejected' } };
    return {
      durationMs,
      outcome: { cause: 'exit', rc: 0 },
      stdout: own?.isGenerator ? generatedBy(task, own, definition, dice) : '',
    };
  };
}

/** Two tasks for the generator, and perhaps an edge to a template that waits for the generator anyhow. */
function generatedBy(task: string, own: TaskDefinition, definition: Definition, dice: number): string {
  const waiting = Object.entries(definition.tasks)
    .filter(([, { parents }]) => parents?.includes(definition.tasks[task] ? task : task.replace(/_\d+$/, '')))
    .map(([name]) => name);
  const job = { command: ['run', ...(dice & 1 ? ['{{A}}'] : [])] };
  const first: TaskDefinition = { job, maxRetries: 1 };
  const second: TaskDefinition = { job: own.job, parents: [`${task}-g1`], ...(dice & 2 ? { children: waiting } : {}) };
  return JSON.stringify({ [`${task}-g1`]: first, [`${task}-g2`]: second });
}

/** FNV-1a, 32 bits, mixed once more. */
export function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  value = Math.imul(value ^ (value >>> 15), 0x2c1b3c6d);
  return (value ^ (value >>> 13)) >>> 0;
}
