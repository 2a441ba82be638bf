import type { Job } from './dag-spec';
import type { Problem } from './problem';

/** What the outside world adds to the rules of the format. */
export interface SpecRules {
  /** Pool name -> the check of its executor. Absent: pools and jobs are taken as they are (see TRUSTED). */
  readonly pools?: ReadonlyMap<string, JobCheck>;
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

/** For documents that were accepted before: read again, they mean the same whatever pools and limits are configured now. */
export const TRUSTED: SpecRules = { limits: { maxTasks: Number.MAX_SAFE_INTEGER } };
