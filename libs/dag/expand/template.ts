import type { Parameter, TaskSpec } from '../spec/dag-spec';

/**
 * A task spec with what expansion needs to know. Instances exist only as numbers 0 .. count-1: their names, parameters
 * and jobs are made when somebody asks.
 */
export interface Template {
  readonly spec: TaskSpec;
  /** The array parameters that its job uses, in the order the run declares them; the first varies slowest. */
  readonly arrays: readonly ArrayParameter[];
  /** Parameters with a single value that its job uses. */
  readonly scalars: readonly Parameter[];
  /** Number of instances, at least 1. */
  readonly count: number;
}

export interface ArrayParameter {
  readonly name: string;
  /** At least one. */
  readonly values: readonly string[];
}
