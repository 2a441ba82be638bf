import type { Command } from 'commander';
import { findRun, RUN_ARGUMENT } from '../arguments/run';
import { addFormat, type Format } from '../output/format';
import { taskText } from '../output/task-text';
import type { Session } from '../session';
import { RUN_VIEW, runDetails } from '../views/run-view';
import { taskDetails, WHOLE_TASK_VIEW } from '../views/task-view';

interface Options {
  readonly output: Format;
  readonly definition?: boolean;
}

export function configure(command: Command, session: Session): void {
  command
    .argument('<run>', RUN_ARGUMENT)
    .argument('[task]', 'name of a task: shows its job and its attempts')
    .option('--definition', 'the definition of the run, as it was submitted');
  addFormat(command).action(async (runText: string, task: string | undefined, options: Options) => {
    const api = session.api();
    const runID = await findRun(api, runText);
    const printer = session.printer(options.output);
    if (options.definition) {
      await session.out.write(taskText(session.out, false).push(Buffer.from(await api.definition(runID))));
      await session.out.line();
    } else if (task === undefined) {
      const run = await api.run(runID);
      await printer.one(RUN_VIEW, run, runDetails(run));
    } else {
      const found = await api.task(runID, task);
      await printer.one(WHOLE_TASK_VIEW, found, taskDetails(found));
    }
  });
}
