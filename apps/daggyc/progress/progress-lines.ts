import type { RunSummary } from '#wire/run';
import type { TaskSummary } from '#wire/task';
import type { Terminal } from '../output/terminal';
import { span } from '../output/times';
import { visible } from '../output/visible';
import { countsInWords } from '../views/run-view';
import { stateColour } from '../views/state-colour';

/** What the progress of a run is drawn from. */
export interface Progress {
  readonly run: RunSummary;
  /** The first of each. */
  readonly running: readonly TaskSummary[];
  readonly failed: readonly TaskSummary[];
  /** Why it may be out of date; empty when it is live. */
  readonly trouble: string;
}

const BAR = 30;

/** Lines for a terminal, none wider than it is. */
export function progressLines({ run, running, failed, trouble }: Progress, terminal: Terminal): readonly string[] {
  const { taskCounts: counts, taskCount } = run;
  const part = counts.COMPLETED / taskCount;
  const title = `run ${run.runID} ${visible(run.tag)}`.trimEnd();
  const bar = '█'.repeat(Math.floor(part * BAR)).padEnd(BAR, '░');
  const more = (count: number, shown: readonly TaskSummary[]): string =>
    count > shown.length ? `  and ${count - shown.length} more` : '';
  const fit = (text: string): string => text.slice(0, Math.max(0, terminal.width - 1));
  const lines = [
    terminal.paint(fit(`${title}  ${run.state}  ${span(run.startTime, run.stopTime)}`), stateColour(run.state)),
    fit(`${bar} ${Math.floor(part * 100)} %  ${counts.COMPLETED} of ${taskCount}: ${countsInWords(counts)}`),
    ...running.map((task) => fit(`  running  ${visible(task.name)}  ${span(task.startTime, null)}`)),
    ...[more(counts.RUNNING, running)].filter(Boolean),
    ...failed.map((task) => terminal.paint(fit(`  failed   ${visible(task.name)}  ${howItEnded(task)}`), 'red')),
    ...[more(counts.ERRORED + counts.KILLED, failed)].filter(Boolean),
    ...[trouble].filter(Boolean).map((text) => terminal.paint(fit(text), 'yellow')),
  ];
  return lines;
}

function howItEnded({ state, cause, rc }: TaskSummary): string {
  return [state, cause, rc === null ? undefined : `rc ${rc}`].filter((text) => text != null).join(', ');
}
