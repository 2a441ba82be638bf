import type { AttemptFinished, RunEvent } from '#dag/run/events';
import type { RunUpdate } from '../group-entries';
import { BIGINT, BOOLEAN, DOUBLE, INTEGER, TEXT, TIME } from './binary-array';
import { ColumnArrays } from './column-arrays';
import type { Value } from './postgres-connection';
import { peopleText, peopleTime } from './people-values';

/** About what an attempt takes on its way, in bytes, besides its texts. */
const ATTEMPT_BYTES = 64;

/** What events say of attempts: rows of `attempt_starts` and `attempt_ends`, one of each for each call of `add`. */
export class AttemptRows {
  private readonly startRows = new ColumnArrays<Slice>([BIGINT, INTEGER, INTEGER]);
  private readonly starts = new ColumnArrays<Start>([INTEGER, INTEGER, TEXT, TIME]);
  private readonly endRows = new ColumnArrays<Slice>([BIGINT, INTEGER, INTEGER]);
  private readonly ends = new ColumnArrays<End>(END_TYPES);

  /** Parameters of `append`, from `start_runs` on. */
  get values(): Value[] {
    const { startRows, starts, endRows, ends } = this;
    return [startRows, starts, endRows, ends].flatMap(({ values }) => values);
  }

  /** About how many bytes they take on their way. */
  add({ runID, taskName }: RunUpdate, events: readonly RunEvent[]): number {
    const { starts, ends } = this;
    const [startsBefore, endsBefore] = [starts.length, ends.length];
    let bytes = 0;
    for (const event of events) {
      if (event.type === 'attempt-started') {
        const name = peopleText(taskName(event.task));
        starts.add([event.task, event.attempt, name, peopleTime(event.time)]);
        bytes += ATTEMPT_BYTES + name.length;
      } else if (event.type === 'attempt-finished') {
        ends.add(endOf(event));
        bytes += 2 * ATTEMPT_BYTES + event.result.executorLog.length;
      }
    }
    if (starts.length > startsBefore) this.startRows.add([runID, startsBefore + 1, starts.length]);
    if (ends.length > endsBefore) this.endRows.add([runID, endsBefore + 1, ends.length]);
    return bytes;
  }
}

/** What a row holds of the arrays, counted from 1, as SQL does. */
type Slice = [run: number, first: number, last: number];

type Optional<T> = T | null;

type Start = [task: number, attempt: number, name: string, startedAt: Optional<number>];

type End = [
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
  ...[INTEGER, INTEGER, TIME, TIME],
  ...[TEXT, INTEGER, TEXT, TIME, BIGINT, BIGINT, BOOLEAN, TEXT, DOUBLE, DOUBLE],
] as const;

function endOf({ task, attempt, result, next }: AttemptFinished): End {
  const { outcome, resources } = result;
  return [
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
