import type { Resources } from '#dag/run/outcome';
import type { RunnerJob } from '#executors/daggy-runner/runner-job';
import type { Limits } from '#wire/runner';

/** What to write where, and what of the job says so. */
export interface Setting {
  readonly file: string;
  readonly text: string;
  /** The job's field that is at fault when the kernel refuses it; absent: none of them. */
  readonly field?: keyof RunnerJob;
  /** Kernels differ in whether they have the file. */
  readonly optional?: boolean;
}

/** Reads a file of a task's cgroup; "" when this kernel has none of that name. */
export type ReadFile = (file: string) => string;

/** One of the kernel's cgroup v2 controllers. */
export interface Controller {
  readonly name: 'cpu' | 'io' | 'memory' | 'pids';
  readonly limit: keyof Limits;
  /** Holds a task to its job. */
  settings(job: RunnerJob): readonly Setting[];
  /** What a task has used. */
  measure(read: ReadFile): Resources;
}
