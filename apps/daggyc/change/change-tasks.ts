import type { BulkRequest, TaskStateRequest } from '#wire/state-change';
import { findRun } from '../arguments/run';
import { ClientError } from '../client-error';
import { ExitCode } from '../exit-codes';
import type { Format } from '../output/format';
import type { Session } from '../session';
import { report, tasksInWords } from './report';

/** Which tasks: by name, or all for which the filter is true. */
export type Chosen = { readonly names: readonly string[] } | { readonly filter: NonNullable<BulkRequest['filter']> };

/** Asks for another state of tasks; one that is refused makes the exit code FAILED. */
export async function changeTasks(
  session: Session,
  run: string,
  chosen: Chosen,
  request: TaskStateRequest & { readonly dryRun?: boolean },
  output: Format | undefined,
): Promise<void> {
  const api = session.api();
  const runID = await findRun(api, run);
  if ('names' in chosen && chosen.names.length === 1 && request.dryRun !== true) {
    const [task] = chosen.names;
    const { state, downstream } = request;
    const answer = await api.changeTask(runID, task, { state, downstream });
    const pending = state === 'KILLED' && answer.state === 'RUNNING' ? ' still, and is being stopped' : '';
    const words = `Task ${task} of run ${runID} is ${answer.state}${pending}; ${tasksInWords(answer.changed.tasks)} changed.`;
    return report(session, { runID, task, ...answer }, words, output);
  }
  const wanted = 'names' in chosen ? { names: [...chosen.names] } : chosen;
  const answer = await api.changeTasks(runID, { ...request, ...wanted } as BulkRequest);
  const { matched, changed, refused } = answer;
  if (matched === 0) throw new ClientError(ExitCode.NOT_FOUND, `No task of run ${runID} matches.`);
  for (const { name, reason } of refused) await session.tell(`${name}: ${reason}`);
  const would = request.dryRun ? 'would be' : 'were';
  const words = `${tasksInWords(matched)} chosen, ${changed} ${would} changed${refused.length > 0 ? `, ${refused.length} refused` : ''}.`;
  await report(session, { runID, changed: { tasks: changed } }, words, output);
  if (refused.length > 0) session.exitCode = ExitCode.FAILED;
}
