import type { Command } from 'commander';
import { TASK_STATES } from '#wire/states';
import { pages } from '../api/pages';
import { addListOptions, limitOf, type ListOptions, tellMore } from '../arguments/lists';
import { findRun, RUN_ARGUMENT } from '../arguments/run';
import { statesFrom } from '../arguments/states';
import { addFormat, type Format } from '../output/format';
import type { Session } from '../session';
import { TASK_VIEW } from '../views/task-view';

interface Options extends ListOptions {
  readonly output: Format;
  readonly state?: string;
  readonly name?: string;
  readonly template?: string;
  readonly sort?: string;
}

export function configure(command: Command, session: Session): void {
  command
    .argument('<run>', RUN_ARGUMENT)
    .option('--state <states>', `only these, separated by commas: ${TASK_STATES.join(', ')}`, statesFrom(TASK_STATES))
    .option('--name <regex>', 'only tasks whose name matches')
    .option('--template <name>', 'only instances of this template')
    .option('--sort <key>', 'submission, startTime; -KEY turns it round');
  addFormat(addListOptions(command)).action(async (run: string, options: Options) => {
    const { output, state, name, template, sort } = options;
    const api = session.api();
    const runID = await findRun(api, run);
    const tasks = pages((page) => api.tasks(runID, { state, name, template, sort, ...page }), limitOf(options));
    await tellMore(session, await session.printer(output).list(TASK_VIEW, tasks));
  });
}
