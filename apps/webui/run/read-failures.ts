import { type OutputStream, outputTail } from '../api/output';
import { getTask, listTasks } from '../api/tasks';
import type { TaskSummary } from '#wire/task';
import { byTimeOfFailure, type Failure, lastLineOf } from './failures';

/** So many of the first failures are looked at. */
export const MOST_FAILURES = 20;
/** Of the end of an output. */
const BYTES = 2_048;
const MOST_PAGES = 20;
const STREAMS: readonly OutputStream[] = ['stderr', 'stdout'];

/** Reads what the digest shows of a run, and what an attempt wrote only once. */
export class FailureReader {
  private readonly known = new Map<string, Promise<string>>();

  constructor(
    private readonly runID: number,
    private readonly signal: AbortSignal,
  ) {}

  /** The first failures, in the order of failing. */
  async read(): Promise<Failure[]> {
    const query = { state: ['ERRORED'], sort: 'startTime', limit: MOST_FAILURES };
    const found: TaskSummary[] = [];
    let cursor: string | undefined;
    // Of a very large run a page may be empty, and more come.
    for (let pages = 0; pages < MOST_PAGES; pages++) {
      const { items, nextCursor } = await listTasks(this.runID, { ...query, cursor }, this.signal);
      found.push(...items);
      if (nextCursor === null || found.length >= MOST_FAILURES) break;
      cursor = nextCursor;
    }
    return Promise.all(
      byTimeOfFailure(found.slice(0, MOST_FAILURES)).map(async ({ name, attempts, rc, cause }) => ({
        task: name,
        attempt: attempts,
        rc,
        cause,
        lastLine: await this.lastLine(name, attempts),
      })),
    );
  }

  private lastLine(task: string, attempt: number): Promise<string> {
    const key = `${task} ${attempt}`;
    let line = this.known.get(key);
    if (line === undefined) {
      // The digest is there without it, too.
      line = this.find(task, attempt).catch(() => {
        this.known.delete(key);
        return '';
      });
      this.known.set(key, line);
    }
    return line;
  }

  private async find(task: string, attempt: number): Promise<string> {
    for (const stream of STREAMS) {
      const place = { runID: this.runID, taskName: task, attempt, stream };
      const { bytes } = await outputTail(place, BYTES, this.signal);
      const line = lastLineOf(new TextDecoder().decode(bytes));
      if (line !== '') return line;
    }
    // It never ran, perhaps.
    const { attempts } = await getTask(this.runID, task, this.signal);
    return lastLineOf(attempts.find((each) => each.attempt === attempt)?.executorLog ?? '');
  }
}
