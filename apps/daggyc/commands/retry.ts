import type { Command } from 'commander';
import type { BulkRequest } from '#wire/state-change';
import { TASK_STATES, type TaskState } from '#wire/states';
import { collect } from '../arguments/lists';
import { RUN_ARGUMENT } from '../arguments/run';
import { statesFrom } from '../arguments/states';
import { changeRun } from '../change/change-run';
import { changeTasks, type Chosen } from '../change/change-tasks';
import { ClientError } from '../client-error';
import { ExitCode } from '../exit-codes';
import { addOptionalFormat, type Format } from '../output/format';
import type { Session } from '../session';

interface Options {
  readonly output?: Format;
  readonly task?: readonly string[];
  readonly state?: string;
  readonly name?: string;
  readonly template?: string;
  readonly downstream?: boolean;
  readonly dryRun?: boolean;
}

export function configure(command: Command, session: Session): void {
  command
    .argument('<run>', RUN_ARGUMENT)
    .option('--task <name>', 'this task instead of all failed ones; may be given again', collect)
    .option('--state <states>', 'tasks in one of these states', statesFrom(TASK_STATES))
    .option('--name <regex>', 'tasks whose name matches')
    .option('--template <name>', 'instances of this template')
    .option('--downstream', 'also everything that depends on them')
    .option('--dry-run', 'only say what would happen');
  addOptionalFormat(command).action(async (run: string, options: Options) => {
    const { output, downstream, dryRun } = options;
    const chosen = choose(options);
    if (chosen !== undefined) {
      return changeTasks(session, run, chosen, { state: 'QUEUED', downstream, dryRun }, output);
    }
    if (downstream || dryRun) {
      const choice = '--task, --state, --name or --template';
      throw new ClientError(ExitCode.USAGE, `--downstream and --dry-run go with ${choice}.`);
    }
    return changeRun(session, run, 'QUEUED', output);
  });
}

function choose({ task, state, name, template }: Options): Chosen | undefined {
  const filter = state !== undefined || name !== undefined || template !== undefined;
  if (task !== undefined) {
    if (filter) throw new ClientError(ExitCode.USAGE, '--task does not go with --state, --name and --template.');
    return { names: task };
  }
  if (!filter) return undefined;
  return { filter: filterOf({ state: state?.split(',') as TaskState[] | undefined, name, template }) };
}

/** Without what was not given. */
function filterOf(filter: NonNullable<BulkRequest['filter']>): NonNullable<BulkRequest['filter']> {
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
}
