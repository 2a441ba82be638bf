import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { AttemptKey, AttemptOutput, FinishedAttempt, OutputStream, StopCause } from '#dag/ports/executor';
import { outputPath } from '#executors/output/output-paths';
import { AttemptProcesses } from '#executors/process/attempt-processes';
import { keyText } from '#executors/process/protocol';
import { cleanEnvironment } from './clean-environment';
import { mostTasks } from './most-tasks';
import type { TaskHost, TaskProcess } from './task-host';

/** Between SIGTERM and SIGKILL. */
const STOP_GRACE_MS = 5_000;
/** Every runner is the only owner that its launchers ever have: a second one is refused. */
const OWNER = 1;

/** Tasks as processes of this host, none of which outlives the runner. */
export class TaskProcesses implements TaskHost {
  /** Takes the place of a run: what a former life of the runner has left behind is told apart by it. */
  private readonly life = Date.now();
  readonly slots = mostTasks();
  private readonly outputRoot: string;
  private readonly processes: AttemptProcesses;
  private finished: (results: readonly FinishedAttempt[]) => void = () => undefined;

  /** `root`: absolute path of the storage root; `maxOutputBytes`: kept of each stream of a task. */
  constructor(root: string, maxOutputBytes: number, log: (message: string) => void) {
    this.outputRoot = join(root, 'output');
    this.processes = new AttemptProcesses(
      {
        folder: join(root, 'launchers'),
        slots: this.slots,
        settings: {
          onDisconnect: 'kill',
          owner: OWNER,
          outputRoot: this.outputRoot,
          maxOutputBytes,
          stopGraceMs: STOP_GRACE_MS,
        },
        environment: cleanEnvironment(process.env),
        log,
      },
      { finished: (results) => this.report(results), slotFreed: () => undefined },
    );
  }

  async open(finished: (results: readonly FinishedAttempt[]) => void): Promise<void> {
    this.finished = finished;
    await this.processes.open();
    await this.processes.adopt([]);
    // Not before: another runner may be at work here, and then there is no getting this far.
    await rm(this.outputRoot, { recursive: true, force: true });
  }

  start(processes: readonly TaskProcess[]): void {
    this.processes.start(processes.map((each) => ({ ...each, ...this.keyOf(each.task) })));
  }

  stop(tasks: readonly number[], cause: StopCause): void {
    this.processes.stop(
      tasks.map((task) => this.keyOf(task)),
      cause,
    );
  }

  output(task: number, stream: OutputStream): AttemptOutput {
    return this.processes.output(this.keyOf(task), stream);
  }

  removeOutput(task: number): void {
    void this.remove(this.keyOf(task));
  }

  async pid(task: number): Promise<number | null> {
    const { runID, attempt } = this.keyOf(task);
    return (await this.processes.pids()).get(keyText(runID, task, attempt)) ?? null;
  }

  close(): Promise<void> {
    return this.processes.close('stop');
  }

  private keyOf(task: number): AttemptKey {
    return { runID: this.life, task, attempt: 1 };
  }

  private report(results: readonly FinishedAttempt[]): void {
    this.finished(results);
    // They are in this process's memory now, and that is all a runner ever promises.
    this.processes.acknowledge(results.map(({ key }) => key));
  }

  private async remove(key: AttemptKey): Promise<void> {
    for (const stream of ['stdout', 'stderr'] as const) {
      await rm(outputPath(this.outputRoot, key, stream), { force: true });
    }
  }
}
