import type { RunSummary } from '#wire/run';
import type { Api } from '../api/api';
import { patiently, type Patience } from './patience';
import { exitCodeOfRun } from './run-end';
import { type Heard, runEvents } from './run-events';

/** After these the run is looked at; of one that was removed that says so. */
const ABOUT_THE_RUN: readonly Heard['type'][] = ['connected', 'missed', 'run', 'run-removed'];

/** Resolves to the run when it has ended; `onChange` is called whenever something of it may have changed. */
export async function waitForRun(
  api: Api,
  runID: number,
  patience: Patience,
  onChange: () => void = () => undefined,
): Promise<RunSummary> {
  for await (const heard of runEvents(api, runID, patience)) {
    onChange();
    if (!ABOUT_THE_RUN.includes(heard.type)) continue;
    const run = await patiently(() => api.run(runID), patience);
    if (exitCodeOfRun(run.state) !== undefined) return run;
  }
  throw new Error('the events have ended');
}
