import type { AttemptFinished, RunEvent } from '#dag/run/events';
import type { RunUpdate } from '../group-entries';
import { BIGINT, BOOLEAN, DOUBLE, INTEGER, TEXT, TIME } from './binary-array';
import { ColumnArrays } from './column-arrays';
import type { Value } from './postgres-connection';
import { peopleText, peopleTime } from './people-values';

/** About what a row takes on its way, in bytes, besides its texts. */
const ROW_BYTES = 64;

/** What events say of attempts: rows of `attempt_starts` and `attempt_ends`. */
export class AttemptRows {
  private readonly starts = new ColumnArrays<StartRow>([BIGINT, INTEGER, INTEGER, TEXT, TIME]);
  private readonly ends = new ColumnArrays<EndRow>(END_TYPES);

  /** Parameters of `append`, from `start_runs` on. */
  get values(): Value[] {
    return [...this.starts.values, ...this.ends.values];
  }

  /** About how many bytes they take on their way. */
  add({ runID, taskName }: RunUpdate, events: readonly RunEvent[]): number {
    let bytes = 0;
    for (const event of events) {
      if (event.type === 'attempt-started') {
        const name = peopleText(taskName(event.task));
        this.starts.add([runID, event.task, event.attempt, name, peopleTime(event.time)]);
        bytes += ROW_BYTES + name.length;
      } else if (event.type === 'attempt-finished') {
        this.ends.add(endRow(runID, event));
        bytes += 2 * ROW_BYTES + event.result.executorLog.length;
      }
    }
    return bytes;
  }
}

type Optional<T> = T | null;

type StartRow = [run: number, task: number, attempt: number, name: string, startedAt: Optional<number>];

type EndRow = [
  run: number,
  task: number,
  attempt: number,
  startedAt: Optional<number>,
  stoppedAt: Optional<number>,
  cause: string,
  rc: Optional<number>,
  nextState: string,
  retryAt: Optional<number>,
  outputBytes: number,
  errorBytes: number,
  truncated: boolean,
  executorLog: Optional<string>,
  cpuSeconds: Optional<number>,
  maxRssMB: Optional<number>,
];

const END_TYPES = [
  ...[BIGINT, INTEGER, INTEGER, TIME, TIME],
  ...[TEXT, INTEGER, TEXT, TIME, BIGINT, BIGINT, BOOLEAN, TEXT, DOUBLE, DOUBLE],
] as const;

function endRow(runID: number, { task, attempt, result, next }: AttemptFinished): EndRow {
  const { outcome, resources } = result;
  return [
    runID,
    task,
    attempt,
    peopleTime(result.startTime),
    peopleTime(result.stopTime),
    outcome.cause,
    'rc' in outcome ? outcome.rc : null,
    next.state,
    next.state === 'RETRY' ? peopleTime(next.retryAt) : null,
    result.outputBytes,
    result.errorBytes,
    result.truncated,
    result.executorLog === '' ? null : peopleText(result.executorLog),
    resources?.cpuSeconds ?? null,
    resources?.maxRssMB ?? null,
  ];
}
