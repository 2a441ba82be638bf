import type { Command } from 'commander';
import { findRun, RUN_ARGUMENT } from '../arguments/run';
import { ClientError } from '../client-error';
import { ExitCode } from '../exit-codes';
import type { Session } from '../session';

export function configure(command: Command, session: Session): void {
  command.argument('<runs...>', RUN_ARGUMENT).action(async (runs: readonly string[]) => {
    const api = session.api();
    for (const run of runs) {
      try {
        const runID = await findRun(api, run);
        await api.removeRun(runID);
        await session.tell(`Run ${runID} was removed.`);
      } catch (error) {
        // The others can be removed all the same, unless the server is away.
        if (!(error instanceof ClientError) || error.exitCode === ExitCode.UNREACHABLE) throw error;
        session.exitCode = error.exitCode;
        await session.tell(`daggyc: ${error.message}`);
      }
    }
  });
}
