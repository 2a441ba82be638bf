import type { Command } from 'commander';
import { seconds } from '../arguments/numbers';
import { findRun, RUN_ARGUMENT } from '../arguments/run';
import { addPatience } from '../follow/options';
import { watchRun, type WatchOptions } from '../follow/watch-run';
import type { Session } from '../session';

export function configure(command: Command, session: Session): void {
  command.argument('<run>', RUN_ARGUMENT).option('--timeout <seconds>', 'give up after so long', seconds);
  addPatience(command).action(async (run: string, options: WatchOptions) => {
    const api = session.api();
    await watchRun(session, api, await findRun(api, run), { ...options, progress: true });
  });
}
