import type { Command } from 'commander';
import type { RunStateRequest } from '#wire/state-change';
import { findRun, RUN_ARGUMENT } from '../arguments/run';
import { addOptionalFormat, type Format } from '../output/format';
import type { Session } from '../session';
import { report, tasksInWords } from './report';

/** Asks for another state of a run, and says what it has then. */
export async function changeRun(
  session: Session,
  run: string,
  state: RunStateRequest['state'],
  output: Format | undefined,
): Promise<void> {
  const api = session.api();
  const runID = await findRun(api, run);
  const answer = await api.changeRun(runID, state);
  const { tasks } = answer.changed;
  const pending = state === 'KILLED' && answer.state !== 'KILLED' ? ' still, and is being killed' : '';
  const words = `Run ${runID} is ${answer.state}${pending}; ${tasksInWords(tasks)} changed.`;
  await report(session, { runID, ...answer }, words, output);
}

/** A command that does nothing else. */
export function runStateCommand(command: Command, session: Session, state: RunStateRequest['state']): void {
  addOptionalFormat(command.argument('<run>', RUN_ARGUMENT)).action((run: string, { output }: { output?: Format }) =>
    changeRun(session, run, state, output),
  );
}
