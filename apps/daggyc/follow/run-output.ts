import type { RunSummary } from '#wire/run';
import type { Api, OutputPlace } from '../api/api';
import { pages } from '../api/pages';
import { TaskLines } from '../output/task-text';
import { visible } from '../output/visible';
import type { Session } from '../session';
import { followOutput } from './output';
import { patiently, type Patience } from './patience';
import { exitCodeOfRun } from './run-end';
import { runEvents } from './run-events';

/** Output that is read at the same time; more waits, and is there later all the same. */
const MOST_STREAMS = 64;

/**
 * Writes what the attempts of a run write, line by line, each with the name of its task: `name | stdout`, `name ! stderr`.
 * Resolves to the run when it has ended and all is written. What attempts wrote that had ended before comes first.
 */
export class RunOutput {
  private readonly seen = new Set<string>();
  private readonly waiting: OutputPlace[] = [];
  private readonly following = new Set<Promise<void>>();
  private failure: unknown;

  constructor(
    private readonly session: Session,
    private readonly api: Api,
    private readonly runID: number,
    private readonly raw: boolean,
    private readonly patience: Patience,
  ) {}

  async follow(): Promise<RunSummary> {
    for await (const heard of runEvents(this.api, this.runID, this.patience)) {
      if (this.failure !== undefined) throw this.failure;
      if (heard.type === 'task') {
        if (heard.attempt > 0) this.begin(heard.task, heard.attempt);
        continue;
      }
      const run = await patiently(() => this.api.run(this.runID), this.patience);
      const ended = exitCodeOfRun(run.state) !== undefined;
      if (ended || heard.type !== 'run') await this.beginAll();
      if (ended) return this.finish(run);
    }
    throw new Error('the events have ended');
  }

  private async finish(run: RunSummary): Promise<RunSummary> {
    while (this.following.size > 0) await Promise.race(this.following);
    if (this.failure !== undefined) throw this.failure;
    return run;
  }

  /** Every attempt that there was so far; events name one by one only those that come. */
  private async beginAll(): Promise<void> {
    const lists = pages((query) => patiently(() => this.api.attempts(this.runID, query), this.patience), Infinity);
    for await (const attempts of lists) {
      for (const { task, attempt } of attempts) this.begin(task, attempt);
    }
  }

  private begin(task: string, attempt: number): void {
    const key = `${task} ${attempt}`;
    if (this.seen.has(key)) return;
    this.seen.add(key);
    const place = { runID: this.runID, task, attempt };
    this.waiting.push({ ...place, stream: 'stdout' }, { ...place, stream: 'stderr' });
    this.startWaiting();
  }

  private startWaiting(): void {
    while (this.following.size < MOST_STREAMS) {
      const place = this.waiting.shift();
      if (place === undefined) return;
      const copied: Promise<void> = this.copy(place)
        .catch((error: unknown) => {
          this.failure ??= error;
        })
        .then(() => {
          this.following.delete(copied);
          this.startWaiting();
        });
      this.following.add(copied);
    }
  }

  private async copy(place: OutputPlace): Promise<void> {
    const { out } = this.session;
    const again = place.attempt > 1 ? ` #${place.attempt}` : '';
    const prefix = out.paint(`${visible(place.task)}${again} ${place.stream === 'stdout' ? '|' : '!'} `, 'cyan');
    const text = new TaskLines(out, this.raw);
    const write = (lines: readonly string[]): Promise<void> =>
      out.write(lines.map((line) => `${prefix}${line}\n`).join(''));
    for await (const bytes of followOutput(this.api, place, 0, this.patience)) await write(text.push(bytes));
    await write(text.end());
  }
}
