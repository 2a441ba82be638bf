import type { AttemptResult } from '../run/outcome';
import type { Job } from '../spec/dag-spec';
import type { JobCheck } from '../spec/rules';
import type { Ownership } from './ownership';

/** Names one start of one task for ever: the same key is never started twice. */
export interface AttemptKey {
  readonly runID: number;
  /** The task's number in its run. */
  readonly task: number;
  readonly attempt: number;
}

/** Everything an executor needs to start an attempt. */
export interface AttemptOrder extends AttemptKey {
  readonly taskName: string;
  readonly template: string;
  /** All parameters filled in. */
  readonly job: Job;
}

/** What an executor tells the engine; called at any time, never from within a call of the executor's own methods. */
export interface ExecutorListener {
  /** Every started attempt is reported exactly once, until it was acknowledged (after a restart perhaps again). */
  finished(results: readonly FinishedAttempt[]): void;
  /** There may be more room than when the engine last asked. */
  capacityChanged(): void;
}

export interface FinishedAttempt {
  readonly key: AttemptKey;
  readonly result: AttemptResult;
}

export type StopCause = 'killed' | 'timeout';

export interface Executor {
  /** The name it is chosen by in the config. */
  readonly kind: string;
  /** Most attempts at once; Infinity when the executor's own back end governs that. */
  readonly slots: number;
  /** Whether attempts outlive daggyd and are found again by `adopt`. */
  readonly survivesRestart: boolean;

  readonly checkJob: JobCheck;

  /** Has a say in which attempts can start now. Absent: each one takes one of the slots. */
  readonly placer?: Placer;

  /** Where attempts wait after their start until they begin; absent where they begin when they are started. */
  readonly queue?: BackEndQueue;

  /** Where an attempt under way is, for people; undefined when that is not known. Absent where there is but one place. */
  whereabouts?(key: AttemptKey): string | undefined;

  /** The hosts that attempts run on, for people to see; absent where there is but one. */
  runners?(): readonly RunnerView[];

  /**
   * Called once, before anything else. Of what a former owner of the same store has left, no more can be heard: this one
   * takes it over. Rejects with a message for people when the executor cannot work here.
   */
  open(listener: ExecutorListener, ownership: Ownership): Promise<void>;

  /**
   * Called once, before anything is started: takes up the attempts that were under way when the store was last owned.
   * Each is reported by `finished` when it ends. One that was recorded and provably never started is started; one of which
   * nobody can know is `lost`. Whatever else is left of a former life is nobody's: it is ended and forgotten, and so is the
   * output of runs that are not known any more. Nothing may be started before it resolves.
   */
  adopt(orders: readonly AttemptOrder[], isKnown: (runID: number) => boolean): Promise<void>;

  /** Starts attempts; failures to start are reported as results too. Idempotent by key. */
  start(orders: readonly AttemptOrder[]): void;

  /** Ends attempts with the stop ladder (SIGTERM, grace, SIGKILL). Unknown or ended ones are passed over. */
  stop(keys: readonly AttemptKey[], cause: StopCause): void;

  /** The results are durable: the executor may forget these attempts. */
  acknowledge(keys: readonly AttemptKey[]): void;

  /** The captured output of an attempt, running or ended. */
  output(key: AttemptKey, stream: OutputStream): AttemptOutput;

  /** Removes all output of these runs. */
  removeRuns(runIDs: readonly number[]): Promise<void>;

  /** `stop`: ends everything that runs. `leave`: what can survive daggyd goes on; only where `survivesRestart`. */
  close(mode: 'stop' | 'leave'): Promise<void>;
}

/** Knows what attempts take, each by its job, and where there is room for them. */
export interface Placer {
  /**
   * Keeps room for an attempt that will be started as soon as that is recorded; or says why there is none now, for people.
   * Asked again, in the order in which tasks should start, whenever there may be more room.
   */
  place(order: AttemptOrder): string | undefined;

  /** Why there is no room now for such a job; undefined when there is. Changes nothing. */
  obstacle(job: Job): string | undefined;
}

/** What a back end with a queue of its own has taken, or is to take, and not begun. */
export interface BackEndQueue {
  /** Attempts under way that have not begun, as far as is known. */
  readonly pending: number;
  /** Why the back end does not answer, for people; undefined when it does, or there is nothing to ask it. */
  readonly trouble: string | undefined;

  /** Why an attempt has not begun, for people; undefined when it has, or is not under way. */
  obstacle(key: AttemptKey): string | undefined;
}

/** A host that attempts run on. */
export interface RunnerView {
  readonly url: string;
  /** `unreachable`: its attempts are waited for still; `lost`: no longer. */
  readonly state: 'up' | 'unreachable' | 'lost';
  /** What it said last; undefined when it never did. */
  readonly total?: Room;
  readonly free?: Room;
  /** Attempts of this server there. */
  readonly running: number;
  /** When it was last heard, ms since the epoch; undefined: never. */
  readonly heardTime?: number;
}

export interface Room {
  readonly cores: number;
  readonly memoryMB: number;
}

export type OutputStream = 'stdout' | 'stderr';

/** Captured output: at most the cap, the middle replaced by a marker when more was written. Offsets are in bytes of what is kept. */
export interface AttemptOutput {
  /** Bytes that can be read now; 0 when nothing was ever written. */
  size(): Promise<number>;
  /** Bytes from `start` up to but without `end`; shorter at the end of the output. */
  read(start: number, end: number): Promise<Uint8Array>;
}
