import type { RunState } from '#wire/states';
import { ExitCode } from '../exit-codes';

/** The exit code of a command that waited for a run's end; undefined while the run has not ended. */
export function exitCodeOfRun(state: RunState): ExitCode | undefined {
  switch (state) {
    case 'COMPLETED':
      return ExitCode.OK;
    case 'ERRORED':
      return ExitCode.FAILED;
    case 'KILLED':
      return ExitCode.KILLED;
    case 'QUEUED':
    case 'RUNNING':
    case 'PAUSED':
      return undefined;
  }
}
