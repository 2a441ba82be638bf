import type { Definition, Parent, TaskDefinition } from '../simulator/reference-model';
import { Random } from '../support/random';
import { taskCommand } from './task-command';

const PARAMETERS = { A: ['a1', 'a2', 'a3'], B: ['b1', 'b2'] };

/** A definition that is the same for the same seed and number: a few shapes side by side. */
export function definitionOf(seed: number, number: number, ledger: string): Definition {
  return new Composer(new Random(seed * 1_000_003 + number), ledger).compose();
}

class Composer {
  private readonly tasks: Record<string, TaskDefinition> = {};

  constructor(
    private readonly random: Random,
    private readonly ledger: string,
  ) {}

  compose(): Definition {
    const shapes = [this.chain, this.fan, this.diamond, this.table, this.stubborn, this.generator, this.generator];
    const count = 2 + this.random.below(3);
    for (let i = 0; i < count; i++) this.random.pick(shapes).call(this, `${'pqrs'[i]}`);
    return { parameters: PARAMETERS, tasks: this.tasks };
  }

  private chain(name: string): void {
    const length = 2 + this.random.below(4);
    for (let i = 0; i < length; i++) this.add(`${name}${i}`, i > 0 ? [`${name}${i - 1}`] : []);
  }

  private fan(name: string): void {
    this.add(`${name}-root`);
    const leaves = Array.from({ length: 3 + this.random.below(6) }, (_, i) => `${name}-leaf${i}`);
    for (const leaf of leaves) this.add(leaf, [`${name}-root`]);
    this.add(`${name}-end`, leaves);
  }

  private diamond(name: string): void {
    this.add(`${name}-top`);
    for (const side of ['left', 'right']) this.add(`${name}-${side}`, [`${name}-top`], [], this.retried());
    this.add(`${name}-bottom`, [`${name}-left`, `${name}-right`]);
  }

  /** Multiplied tasks, tied pairwise by one parameter. */
  private table(name: string): void {
    this.add(`${name}-pull`, [], ['A']);
    this.add(`${name}-sift`, [{ task: `${name}-pull`, same: ['A'] }], ['A', 'B'], this.retried());
    this.add(`${name}-sum`, [`${name}-sift`]);
  }

  /** Uses up its retries, so that what depends on it never runs. */
  private stubborn(name: string): void {
    this.add(`${name}-fails`, [], [], { failures: 1_000, maxRetries: this.random.below(3) });
    this.add(`${name}-never`, [`${name}-fails`]);
    this.add(`${name}-beside`);
  }

  /** Its tasks join the run before those that wait for them. */
  private generator(name: string): void {
    const made = new Composer(this.random, this.ledger);
    made.add(`${name}-made`, [], ['A']);
    made.add(`${name}-more`, [`${name}-made`], [], this.retried());
    const waiting = { ...made.tasks[`${name}-more`], children: [`${name}-after`] };
    const text = JSON.stringify({ ...made.tasks, [`${name}-more`]: waiting });
    this.add(`${name}-make`, [], [], { ...this.retried(), text });
    this.add(`${name}-after`, [`${name}-make`]);
  }

  private retried(): { failures: number; maxRetries: number } {
    const failures = this.random.chance(0.4) ? 1 + this.random.below(2) : 0;
    return { failures, maxRetries: failures + this.random.below(2) };
  }

  private add(
    name: string,
    parents: readonly Parent[] = [],
    uses: readonly (keyof typeof PARAMETERS)[] = [],
    { failures = 0, maxRetries = 0, text }: { failures?: number; maxRetries?: number; text?: string } = {},
  ): void {
    const { random } = this;
    const large = random.chance(0.05);
    // The long ones outlast the loss of their launcher, if they are let.
    const seconds = random.chance(0.04) ? 2 : random.below(150) / 1000;
    const command = taskCommand(this.ledger, {
      seconds: random.chance(0.5) && seconds < 2 ? 0 : seconds,
      lines: large ? 12 : random.below(4),
      failures,
      filler: 'x'.repeat(large ? 4_000 : random.below(40)),
      text,
      words: uses.map((parameter) => `{{${parameter}}}`),
    });
    this.tasks[name] = {
      job: { command },
      parents,
      maxRetries,
      ...(maxRetries > 0 ? { retryIntervalSeconds: random.pick([0, 0.05]) } : {}),
      ...(text === undefined ? {} : { isGenerator: true }),
    };
  }
}
