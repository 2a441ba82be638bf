import type { AttemptFinished, RunEvent } from '#dag/run/events';
import type { RunUpdate } from '../group-entries';
import { peopleText, peopleTime } from './people-values';

/** Rows of `attempts` as JSON objects. Times are ms since the epoch. */
export interface AttemptRows {
  /** New rows, with the end where that came with the start. */
  readonly started: readonly string[];
  /** Ends of attempts that have a row. */
  readonly ended: readonly string[];
}

/** What events of a run say of its attempts. */
export function attemptRows({ runID, taskName }: RunUpdate, events: readonly RunEvent[]): AttemptRows {
  /** Task -> its last attempt that was started by these events. */
  const running = new Map<number, object & { attempt: number }>();
  const started: object[] = [];
  const ended: string[] = [];
  for (const event of events) {
    if (event.type === 'attempt-started') {
      const { task, attempt, time } = event;
      const name = peopleText(taskName(task));
      const row = { run_id: runID, task, attempt, task_name: name, started_at: peopleTime(time) };
      running.set(task, row);
      started.push(row);
    } else if (event.type === 'attempt-finished') {
      const row = running.get(event.task);
      if (row?.attempt === event.attempt) Object.assign(row, endOf(event));
      else ended.push(JSON.stringify({ run_id: runID, task: event.task, attempt: event.attempt, ...endOf(event) }));
    }
  }
  return { started: started.map((row) => JSON.stringify(row)), ended };
}

function endOf({ result, next }: AttemptFinished): object {
  const { outcome, resources } = result;
  return {
    started_at: peopleTime(result.startTime),
    stopped_at: peopleTime(result.stopTime),
    cause: outcome.cause,
    rc: 'rc' in outcome ? outcome.rc : undefined,
    next_state: next.state,
    retry_at: next.state === 'RETRY' ? peopleTime(next.retryAt) : undefined,
    output_bytes: result.outputBytes,
    error_bytes: result.errorBytes,
    truncated: result.truncated,
    executor_log: result.executorLog === '' ? undefined : peopleText(result.executorLog),
    cpu_seconds: resources?.cpuSeconds,
    max_rss_mb: resources?.maxRssMB,
  };
}
