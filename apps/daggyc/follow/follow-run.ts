import type { Api } from '../api/api';
import type { Session } from '../session';
import { patienceOf, type PatienceOptions } from './options';
import { RunOutput } from './run-output';
import { tellEnd } from './watch-run';

/** Shows what the tasks of a run write until it has ended; how it ended becomes the exit code. */
export async function followRun(
  session: Session,
  api: Api,
  runID: number,
  options: PatienceOptions & { readonly raw?: boolean },
): Promise<void> {
  session.leftBehind = `Run ${runID} goes on: daggyc logs ${runID} -f`;
  // A run that is not there, or no server, is said at once; only later the server is waited for.
  await api.run(runID);
  const output = new RunOutput(session, api, runID, options.raw === true, patienceOf(session, options));
  await tellEnd(session, await output.follow());
}
