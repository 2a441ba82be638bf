import type { Command } from 'commander';
import { RUN_ARGUMENT } from '../arguments/run';
import { changeTasks } from '../change/change-tasks';
import { addOptionalFormat, type Format } from '../output/format';
import type { Session } from '../session';

export function configure(command: Command, session: Session): void {
  command.argument('<run>', RUN_ARGUMENT).argument('<tasks...>', 'names of tasks');
  addOptionalFormat(command).action((run: string, names: string[], { output }: { output?: Format }) =>
    changeTasks(session, run, { names }, { state: 'COMPLETED' }, output),
  );
}
