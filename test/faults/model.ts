import { type Definition, type TaskDefinition, WrittenOut } from '../simulator/reference-model';
import type { ShownAttempt } from './shown-run';
import { generatedText } from './task-command';

/** After so many lost attempts in a row a task is ERRORED. */
const MOST_LOST = 5;

export interface Expected {
  /** A task that should have gone on but did not is `UNENDED`. */
  readonly states: ReadonlyMap<string, TaskEnd>;
  readonly run: 'COMPLETED' | 'ERRORED';
  /** Task -> those that must have ended before it starts: its parents, and the generator that made it. */
  readonly before: ReadonlyMap<string, readonly string[]>;
  /** Task -> its command with parameters filled in. */
  readonly commands: ReadonlyMap<string, readonly string[]>;
}

export type TaskEnd = 'COMPLETED' | 'ERRORED' | 'QUEUED' | 'UNENDED';

/** What must have become of a run, from its definition and what became of each attempt. Nothing of the engine is used. */
export function expectedOf(definition: Definition, attemptsOf: (task: string) => readonly ShownAttempt[]): Expected {
  const world = new WrittenOut(definition);
  const states = new Map<string, TaskEnd>();
  const generatorOf = new Map<string, string>();
  for (let progress = true; progress;) {
    progress = false;
    for (const [name, instance] of [...world.instances]) {
      if (states.has(name) || !world.parentsOf(name).every((parent) => states.get(parent) === 'COMPLETED')) continue;
      const end = endOf(instance.definition, attemptsOf(name));
      states.set(name, end);
      progress = true;
      if (end !== 'COMPLETED' || !instance.definition.isGenerator) continue;
      const known = new Set(world.instances.keys());
      world.add(JSON.parse(generatedText(instance.definition.job.command)) as Record<string, TaskDefinition>);
      for (const made of world.instances.keys()) if (!known.has(made)) generatorOf.set(made, name);
    }
  }
  const before = new Map<string, readonly string[]>();
  const commands = new Map<string, readonly string[]>();
  for (const [name, { definition: task, values }] of world.instances) {
    if (!states.has(name)) states.set(name, 'QUEUED');
    const generator = generatorOf.get(name);
    before.set(name, [...world.parentsOf(name), ...(generator === undefined ? [] : [generator])]);
    commands.set(
      name,
      task.job.command.map((word) => values[/^\{\{(.+)\}\}$/.exec(word)?.[1] ?? ''] ?? word),
    );
  }
  const run = [...states.values()].every((state) => state === 'COMPLETED') ? 'COMPLETED' : 'ERRORED';
  return { states, run, before, commands };
}

/** `UNENDED` also when something happened after the end. */
function endOf({ maxRetries = 0 }: TaskDefinition, attempts: readonly ShownAttempt[]): TaskEnd {
  let failures = 0;
  let lostInARow = 0;
  for (const [index, { cause, rc }] of attempts.entries()) {
    const ended = index === attempts.length - 1;
    lostInARow = cause === 'lost' ? lostInARow + 1 : 0;
    if (cause === 'exit' && rc === 0) return ended ? 'COMPLETED' : 'UNENDED';
    if (cause === 'exit') failures++;
    if (failures > maxRetries || lostInARow === MOST_LOST) return ended ? 'ERRORED' : 'UNENDED';
  }
  return 'UNENDED';
}
