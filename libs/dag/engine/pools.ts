import type { Executor } from '../ports/executor';
import type { JobCheck } from '../spec/rules';

export interface Pool {
  readonly name: string;
  readonly executor: Executor;
  /** Attempts under way. */
  running: number;
}

/** The executors by pool name, with how busy each is. */
export class Pools {
  private turn = 0;
  private readonly byName: ReadonlyMap<string, Pool>;

  constructor(executors: ReadonlyMap<string, Executor>) {
    this.byName = new Map([...executors].map(([name, executor]) => [name, { name, executor, running: 0 }]));
  }

  get(name: string): Pool | undefined {
    return this.byName.get(name);
  }

  /** Attempts under way in all of them. */
  get running(): number {
    let running = 0;
    for (const pool of this.byName.values()) running += pool.running;
    return running;
  }

  /** All of them, another one first each time: none is starved when there is not time for all. */
  inTurn(): Pool[] {
    const pools = [...this.byName.values()];
    this.turn = (this.turn + 1) % pools.length;
    return [...pools.slice(this.turn), ...pools.slice(0, this.turn)];
  }

  all(): Iterable<Pool> {
    return this.byName.values();
  }

  checks(): ReadonlyMap<string, JobCheck> {
    return new Map([...this.byName].map(([name, { executor }]) => [name, (job) => executor.checkJob(job)]));
  }
}
