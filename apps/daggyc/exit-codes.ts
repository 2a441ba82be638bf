/** What daggyc's exit code tells a script; docs/daggyc.md explains them to people. */
export const ExitCode = {
  OK: 0,
  /** The run that was waited for is ERRORED; what was asked for was refused, or the server failed. */
  FAILED: 1,
  /** A wrong command line or a definition with problems: the same again will fail again. */
  USAGE: 2,
  NOT_FOUND: 3,
  AUTH: 4,
  /** No answer, or one that says to try again later. */
  UNREACHABLE: 5,
  /** The run that was waited for is KILLED. */
  KILLED: 6,
  TIMED_OUT: 124,
  INTERRUPTED: 130,
} as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];
