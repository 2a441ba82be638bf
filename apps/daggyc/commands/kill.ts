import type { Command } from 'commander';
import { RUN_ARGUMENT } from '../arguments/run';
import { changeRun } from '../change/change-run';
import { changeTasks } from '../change/change-tasks';
import { addOptionalFormat, type Format } from '../output/format';
import type { Session } from '../session';

export function configure(command: Command, session: Session): void {
  command.argument('<run>', RUN_ARGUMENT).argument('[tasks...]', 'names of tasks; none: the whole run');
  addOptionalFormat(command).action(async (run: string, names: string[], { output }: { output?: Format }) => {
    if (names.length === 0) return changeRun(session, run, 'KILLED', output);
    return changeTasks(session, run, { names }, { state: 'KILLED' }, output);
  });
}
