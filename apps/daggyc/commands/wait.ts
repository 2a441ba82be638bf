import type { Command } from 'commander';
import { seconds } from '../arguments/numbers';
import { findRun, RUN_ARGUMENT } from '../arguments/run';
import { addPatience } from '../follow/options';
import { watchRun, type WatchOptions } from '../follow/watch-run';
import { addOptionalFormat, type Format } from '../output/format';
import type { Session } from '../session';
import { RUN_VIEW, runDetails } from '../views/run-view';

export function configure(command: Command, session: Session): void {
  command.argument('<run>', RUN_ARGUMENT).option('--timeout <seconds>', 'give up after so long', seconds);
  addOptionalFormat(addPatience(command)).action(
    async (runText: string, options: WatchOptions & { output?: Format }) => {
      const api = session.api();
      const run = await watchRun(session, api, await findRun(api, runText), { ...options, progress: false });
      if (options.output !== undefined) await session.printer(options.output).one(RUN_VIEW, run, runDetails(run));
    },
  );
}
