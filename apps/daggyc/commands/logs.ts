import type { Command } from 'commander';
import { naturalNumber, positiveInteger } from '../arguments/numbers';
import { findRun, RUN_ARGUMENT } from '../arguments/run';
import { ClientError } from '../client-error';
import { ExitCode } from '../exit-codes';
import { followRun } from '../follow/follow-run';
import { addPatience } from '../follow/options';
import { allLogs } from '../logs/all-logs';
import type { LogOptions } from '../logs/log-options';
import { followTask, taskLog } from '../logs/task-log';
import type { Session } from '../session';

export function configure(command: Command, session: Session): void {
  command
    .argument('<run>', RUN_ARGUMENT)
    .argument('[task]', 'name of a task; none: all tasks that were started, with headers')
    .option('-f, --follow', 'go on with what is written, until the end')
    .option('--failed', 'only failed tasks')
    .option('--attempt <n>', 'another attempt than the last', positiveInteger)
    .option('--stderr', 'stderr instead of stdout')
    .option('--tail <lines>', 'only the last so many lines', naturalNumber)
    .option('--raw', 'byte for byte, also to a terminal');
  addPatience(command).action(async (runText: string, task: string | undefined, options: LogOptions) => {
    refuseContradictions(task, options);
    const api = session.api();
    const runID = await findRun(api, runText);
    if (task === undefined && options.follow) await followRun(session, api, runID, options);
    else if (task === undefined) await allLogs(session, api, runID, options);
    else if (options.follow) await followTask(session, api, runID, task, options);
    else await taskLog(session, api, runID, task, options);
  });
}

function refuseContradictions(task: string | undefined, { follow, failed, attempt, stderr, tail }: LogOptions): void {
  const refuse = (message: string): never => {
    throw new ClientError(ExitCode.USAGE, message);
  };
  if (task !== undefined && failed) refuse('--failed goes without a task.');
  if (task === undefined && attempt !== undefined) refuse('--attempt goes with a task only.');
  if (task === undefined && follow && (failed || stderr || tail !== undefined)) {
    refuse('--follow of a whole run goes without --failed, --stderr and --tail.');
  }
}
