import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { DaggyError } from '#dag/errors';
import { awaitChange } from '#server/await-change';
import { lastText } from '#server/bytes/last-text';
import { outsideGate } from '#server/http/gate';
import { invalidRequest } from '#server/http/http-problem';
import type { QueryOf } from '#server/http/query';
import { presentResources } from '#server/present-resources';
import { Shutdown } from '#server/process/shutdown';
import type { RunnerTask, RunnerTaskList } from '#wire/runner';
import { OwnerGuard } from '../clients/owner.guard';
import type { TASK_LIST_QUERY } from './list-query';
import { presentBrief } from './present-task';
import { RunnerStatusView } from './runner-status';
import type { Task } from './task';
import { Tasks } from './tasks';

/** Looks at tasks. */
@Injectable()
export class TaskViews {
  constructor(
    private readonly tasks: Tasks,
    private readonly view: RunnerStatusView,
    private readonly shutdown: Shutdown,
    private readonly owners: OwnerGuard,
  ) {}

  /** Throws `task-not-found`. */
  find(taskID: string): Task {
    const task = this.tasks.table.find(taskID);
    if (task) return task;
    throw new DaggyError('task-not-found', `There is no task ${JSON.stringify(taskID.slice(0, 128))} here`);
  }

  async get(taskID: string, waitSeconds: number, request: Request, response: Response): Promise<RunnerTask> {
    const task = this.find(taskID);
    await this.wait(() => task.end !== undefined, waitSeconds, request, response);
    return this.present(task);
  }

  async list(query: QueryOf<typeof TASK_LIST_QUERY>, request: Request, response: Response): Promise<RunnerTaskList> {
    const { finishedSince, wait, prefix = '' } = query;
    const { table } = this.tasks;
    const isMeant = ({ taskID }: Task): boolean => taskID.startsWith(prefix);
    if (finishedSince === undefined) {
      if (wait > 0) throw invalidRequest('The query has a problem', [WAIT_FOR_WHAT]);
      return this.listed([...table.all()].filter(isMeant));
    }
    let looked = finishedSince;
    const hasNews = (): boolean => {
      const found = table.endedSince(looked).some(isMeant);
      looked = Math.max(looked, table.finished);
      return found;
    };
    // More than there ever were: a number of a former life, whose client should learn soon that this is another one.
    if (finishedSince <= table.finished) await this.wait(hasNews, wait, request, response);
    return this.listed(table.endedSince(finishedSince).filter(isMeant));
  }

  /** A task with what its output ends with. */
  async present(task: Task): Promise<RunnerTask> {
    const [outputLog, errorLog, pid] = await Promise.all([
      lastText(this.tasks.output(task, 'stdout')),
      lastText(this.tasks.output(task, 'stderr')),
      this.tasks.pid(task),
    ]);
    const brief = presentBrief(task);
    const resources = task.end ? brief.resources : presentResources(this.tasks.measure(task).resources);
    return { ...brief, resources, pid: task.end ? null : pid, limits: task.limits, outputLog, errorLog };
  }

  /** Resolves when something holds, after its time, and when the client or the server goes away. Throws `fenced`. */
  async wait(holds: () => boolean, seconds: number, request: Request, response: Response): Promise<void> {
    if (holds() || seconds === 0) return;
    const over = new AbortController();
    const end = (): void => over.abort();
    const { signal } = this.shutdown;
    signal.addEventListener('abort', end, { once: true });
    response.once('close', end);
    if (signal.aborted) end();
    await outsideGate(request, () =>
      awaitChange(this.tasks.changes, holds, { ms: seconds * 1000, signal: over.signal }),
    );
    signal.removeEventListener('abort', end);
    this.owners.check(request);
  }

  private listed(tasks: readonly Task[]): RunnerTaskList {
    return { runner: this.view.status(), finished: this.tasks.table.finished, items: tasks.map(presentBrief) };
  }
}

const WAIT_FOR_WHAT = { pointer: '/wait', message: 'goes together with finishedSince' };
