import { once } from 'node:events';
import type { RunSummary } from '#wire/run';
import type { Api } from '../api/api';
import { ClientError } from '../client-error';
import { ExitCode } from '../exit-codes';
import { span } from '../output/times';
import { LiveProgress } from '../progress/live-progress';
import type { Session } from '../session';
import { countsInWords } from '../views/run-view';
import { patienceOf, type PatienceOptions } from './options';
import { exitCodeOfRun } from './run-end';
import { waitForRun } from './wait-for-run';

export interface WatchOptions extends PatienceOptions {
  /** Seconds. */
  readonly timeout?: number;
  /** Whether a terminal shows the progress. */
  readonly progress: boolean;
}

/** Waits for the end of a run, says how it ended and sets the exit code by that. Throws when the time is over. */
export async function watchRun(session: Session, api: Api, runID: number, options: WatchOptions): Promise<RunSummary> {
  const { timeout, progress } = options;
  const signals = [session.interruption, ...(timeout === undefined ? [] : [AbortSignal.timeout(timeout * 1000)])];
  const signal = AbortSignal.any(signals);
  session.leftBehind = `Run ${runID} goes on: daggyc watch ${runID}`;
  const live = progress && session.err.isTerminal ? new LiveProgress(api, runID, session.err) : undefined;
  const patience = patienceOf(session, options, signal);
  const shown = live && {
    ...patience,
    onLost: (reason: string) => live.setTrouble(`${reason} Trying again ...`),
    onBack: () => live.setTrouble(''),
  };
  try {
    // A run that is not there, or no server, is said at once; only later the server is waited for.
    let run = await api.run(runID);
    if (exitCodeOfRun(run.state) === undefined) {
      if (live === undefined) await session.tell(`Run ${runID} is ${run.state}.`);
      const ended = waitForRun(api, runID, shown ?? patience, () => live?.changed());
      run = await Promise.race([ended, aborted(signal)]);
    }
    await live?.close();
    await tellEnd(session, run);
    return run;
  } catch (error) {
    if (session.interruption.aborted || !signal.aborted) throw error;
    throw new ClientError(ExitCode.TIMED_OUT, `Run ${runID} has not ended within ${timeout} s.`);
  } finally {
    await live?.close();
  }
}

async function aborted(signal: AbortSignal): Promise<never> {
  if (!signal.aborted) await once(signal, 'abort');
  throw signal.reason;
}

/** Says how a run ended, and makes it the exit code. */
export async function tellEnd(session: Session, run: RunSummary): Promise<void> {
  const counts = countsInWords(run.taskCounts);
  await session.tell(`Run ${run.runID} ${run.state} after ${span(run.startTime, run.stopTime)}: ${counts}`);
  session.leftBehind = '';
  session.exitCode = exitCodeOfRun(run.state) ?? ExitCode.OK;
}
