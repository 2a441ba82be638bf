import type { Resources } from '#dag/run/outcome';
import type { Checked } from '#dag/spec/problem';
import type { RunnerJob } from '#executors/daggy-runner/runner-job';
import type { Sandbox } from '#executors/process/protocol';
import type { Limits } from '#wire/runner';

/** Keeps tasks within what they asked for, and away from each other. */
export interface Isolation {
  /**
   * Called once, before anything is started. Another runner may be at work here still: it must not notice. Throws with a
   * message for people when isolation cannot be had here.
   */
  open(): void;
  /** Called once, when there is no other runner: ends and removes what a former life has left. */
  clear(): Promise<void>;
  /**
   * Makes what the task's process will be put into; or says what of the job cannot be. Throws NotNow when it is not the job's
   * fault.
   */
  prepare(task: number, job: RunnerJob): Checked<Prepared>;
  /** What it has used so far. */
  measure(task: number): Measured;
  /** The same once it has ended; nothing of what was prepared is left. */
  release(task: number): Measured;
  /** Called once nothing runs any more. */
  close(): void;
}

export interface Prepared {
  readonly sandbox: Sandbox;
  /** Those in force. */
  readonly limits: Limits;
}

export const NO_LIMITS: Limits = { cpuMax: null, memoryMax: null, ioMax: null, pidsMax: null };

/** What is known of a task beside its process. */
export interface Measured {
  readonly resources: Resources;
  /** The kernel killed some of it because it had no memory left of its own. */
  readonly outOfMemory: boolean;
}

/** The host is short of something, or somebody has taken away what is needed; with a message for people. */
export class NotNow extends Error {}

/** Injection token of the Isolation. */
export const ISOLATION = Symbol('isolation');
