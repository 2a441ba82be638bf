import type { Command } from 'commander';
import { RUN_STATES } from '#wire/states';
import { pages } from '../api/pages';
import { addListOptions, limitOf, type ListOptions, tellMore } from '../arguments/lists';
import { moment } from '../arguments/moment';
import { statesFrom } from '../arguments/states';
import { addFormat, type Format } from '../output/format';
import type { Session } from '../session';
import { RUN_VIEW } from '../views/run-view';

interface Options extends ListOptions {
  readonly output: Format;
  readonly state?: string;
  readonly tag?: string;
  readonly since?: string;
  readonly until?: string;
  readonly sort?: string;
}

export function configure(command: Command, session: Session): void {
  command
    .option('--state <states>', `only these, separated by commas: ${RUN_STATES.join(', ')}`, statesFrom(RUN_STATES))
    .option('--tag <regex>', 'only runs whose tag matches')
    .option('--since <time>', 'only runs submitted since then: 2h ago, or a date with or without time', moment)
    .option('--until <time>', 'only runs submitted before then', moment)
    .option('--sort <key>', 'runID, submitTime, startTime, stopTime, lastUpdate, tag; -KEY turns it round');
  addFormat(addListOptions(command)).action(async (options: Options) => {
    const { output, state, tag, since, until, sort } = options;
    const api = session.api();
    const runs = pages((page) => api.runs({ state, tag, since, until, sort, ...page }), limitOf(options));
    await tellMore(session, await session.printer(output).list(RUN_VIEW, runs));
  });
}
