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
  private readonly byName: ReadonlyMap<string, Pool>;

  constructor(executors: ReadonlyMap<string, Executor>) {
    this.byName = new Map([...executors].map(([name, executor]) => [name, { name, executor, running: 0 }]));
  }

  get(name: string): Pool | undefined {
    return this.byName.get(name);
  }

  all(): Iterable<Pool> {
    return this.byName.values();
  }

  checks(): ReadonlyMap<string, JobCheck> {
    return new Map([...this.byName].map(([name, { executor }]) => [name, (job) => executor.checkJob(job)]));
  }
}
