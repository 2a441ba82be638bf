/** A JSON value. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** What the executor runs; the fields depend on the executor. Strings may still hold `{{NAME}}`. */
export type Job = { readonly [field: string]: Json };

/** A run's parameter: one value, or an array that multiplies the tasks which use it. */
export interface Parameter {
  readonly name: string;
  readonly value: string | readonly string[];
}

/**
 * A dependency between two templates. With `same` empty the child waits for all instances of the parent; otherwise
 * only for those that have the same value of every parameter named.
 */
export interface Edge {
  readonly parent: string;
  readonly child: string;
  /** Names of array parameters that both sides use, in the order the run declares them. */
  readonly same: readonly string[];
}

export interface RetryBackoff {
  readonly factor: number;
  readonly maxSeconds: number;
}

/** One template as the user wrote it, checked, with every default filled in. */
export interface TaskSpec {
  readonly name: string;
  /** Run's `poolParameters`, `jobDefaults`, the task's `poolParameters` and its own `job`, the later winning key by key. */
  readonly job: Job;
  readonly maxRetries: number;
  readonly retryIntervalSeconds: number;
  readonly retryBackoff?: RetryBackoff;
  readonly timeoutSeconds?: number;
  readonly isGenerator: boolean;
  readonly priority: number;
  readonly pool: string;
}

/** A checked definition. Only `readDagSpec` makes one, so holding one means that every rule of the format is kept. */
export interface DagSpec {
  readonly tag: string;
  /** In the order of the document. */
  readonly parameters: readonly Parameter[];
  readonly pool: string;
  readonly maxParallel?: number;
  /** In the order of the document. */
  readonly tasks: readonly TaskSpec[];
  /** Each edge once, whatever side declared it. */
  readonly edges: readonly Edge[];
  /** What tasks that a generator adds later inherit. */
  readonly inherited: Inherited;
}

/** What a task takes from its run. */
export interface Inherited {
  readonly pool: string;
  readonly poolParameters: Job;
  readonly jobDefaults: Job;
}

/** Tasks that a generator adds to a running run; edges may end in templates that the run already has. */
export interface GeneratedTasks {
  readonly tasks: readonly TaskSpec[];
  readonly edges: readonly Edge[];
}

/** The name of the pool that runs use when they name none. */
export const DEFAULT_POOL = 'default';
