import type { Job } from './dag-spec';
import type { Problem } from './problem';

/** What the outside world adds to the rules of the format. */
export interface SpecRules {
  /** Pool name -> the check of its executor. */
  readonly pools: ReadonlyMap<string, JobCheck>;
  readonly limits: SpecLimits;
}

/**
 * Checks one job with all its parameters filled in. The pointers of the problems are relative to the job (`/command/0`).
 * Must not throw, whatever the job holds.
 */
export type JobCheck = (job: Job) => readonly Problem[];

export interface SpecLimits {
  /** Most task instances in one run, generated ones included. */
  readonly maxTasks: number;
}
