import type { RunSummary } from '#wire/run';
import type { Api } from '../api/api';
import { patiently, type Patience } from './patience';
import { exitCodeOfRun } from './run-end';
import { runEvents } from './run-events';

/** Resolves to the run when it has ended; `onChange` is called whenever something of it may have changed. */
export async function waitForRun(
  api: Api,
  runID: number,
  patience: Patience,
  onChange: () => void = () => undefined,
): Promise<RunSummary> {
  for await (const heard of runEvents(api, runID, patience)) {
    onChange();
    if (heard.type !== 'connected' && heard.type !== 'missed' && heard.type !== 'run') {
      if (heard.type !== 'run-removed') continue;
    }
    // Of a run that was removed this says so.
    const run = await patiently(() => api.run(runID), patience);
    if (exitCodeOfRun(run.state) !== undefined) return run;
  }
  throw new Error('the events have ended');
}
