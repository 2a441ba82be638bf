/** In the order of their codes: an attempt's cause is stored as the index into this list. */
export const CAUSES = ['exit', 'signal', 'oom', 'timeout', 'killed', 'lost', 'rejected', 'spawn-error'] as const;
export type Cause = (typeof CAUSES)[number];

/** What became of an attempt. Exactly one per attempt; the first cause that is known wins. */
export type Outcome =
  /** It ended by itself, or was ended: `rc` is the exit code, or 128 + signal number. */
  | { readonly cause: 'exit' | 'signal' | 'oom' | 'timeout' | 'killed'; readonly rc: number }
  /** The program could not be started: 127 it does not exist, 126 it may not be executed. */
  | { readonly cause: 'spawn-error'; readonly rc: 126 | 127 }
  /** Nobody can know how it ended. */
  | { readonly cause: 'lost' }
  /** The executor can never run such a job. */
  | { readonly cause: 'rejected' };

/** What an executor tells about an attempt that has ended. */
export interface AttemptResult {
  readonly outcome: Outcome;
  /** When its process was really started and had ended; ms since the epoch. Equal when nothing was started. */
  readonly startTime: number;
  readonly stopTime: number;
  /** Total bytes written, kept or not. */
  readonly outputBytes: number;
  readonly errorBytes: number;
  /** The middle of stdout or stderr was cut out. */
  readonly truncated: boolean;
  /** Where it ran, why it failed; a sentence or nothing. */
  readonly executorLog: string;
  readonly resources?: Resources;
}

/** What an attempt used. `cpuSeconds` and `maxRssMB` are known to every executor that measures; others may add more. */
export interface Resources {
  readonly cpuSeconds?: number;
  readonly maxRssMB?: number;
  readonly [measure: string]: number | undefined;
}
