import { Injectable } from '@nestjs/common';
import { awaitChange } from '#server/await-change';
import { outsideGate } from '#server/http/gate';
import type { Request } from 'express';
import type { ForgetTasksRequest, RunnerStatus, RunnerTask, StopTasksRequest } from '#wire/runner';
import { OwnerGuard } from '../clients/owner.guard';
import { RunnerStatusView } from './runner-status';
import { TaskViews } from './task-views';
import { Tasks } from './tasks';

/** Stops and forgets tasks, one or many. */
@Injectable()
export class EndTasks {
  constructor(
    private readonly tasks: Tasks,
    private readonly views: TaskViews,
    private readonly view: RunnerStatusView,
    private readonly owners: OwnerGuard,
  ) {}

  /** Stops it if it runs; what is known of it is forgotten after this one answer. Throws `fenced`. */
  async remove(taskID: string, request: Request): Promise<RunnerTask> {
    const task = this.views.find(taskID);
    this.owners.check(request);
    this.tasks.stop([taskID], 'killed');
    await outsideGate(request, () => awaitChange(this.tasks.changes, () => task.end !== undefined, {}));
    const last = await this.views.present(task);
    this.owners.check(request);
    this.tasks.forget([taskID]);
    return last;
  }

  stop({ taskIDs, cause }: StopTasksRequest): RunnerStatus {
    this.tasks.stop(taskIDs, cause);
    return this.view.status();
  }

  forget({ taskIDs }: ForgetTasksRequest): RunnerStatus {
    this.tasks.forget(taskIDs);
    return this.view.status();
  }
}
