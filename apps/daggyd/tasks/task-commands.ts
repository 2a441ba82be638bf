import { Injectable } from '@nestjs/common';
import { Engine } from '#dag/engine/engine';
import { DaggyError } from '#dag/errors';
import { TaskCode } from '#dag/run/states';
import { Shutdown } from '#server/process/shutdown';
import type { TaskStateChange, TaskStateRequest } from '#wire/state-change';
import { awaitChange } from '#server/await-change';
import { KILL_WAIT_MS } from '../runs/run-commands';
import { decideTasks, readTaskChange } from './task-change';
import { taskNamed } from './task-named';

/** Commands to single tasks, by the state that the task is to have. */
@Injectable()
export class TaskCommands {
  constructor(
    private readonly engine: Engine,
    private readonly shutdown: Shutdown,
  ) {}

  async change(runID: number, name: string, request: TaskStateRequest): Promise<TaskStateChange> {
    const change = readTaskChange(request);
    const run = await this.engine.run(runID);
    const task = taskNamed(run, name);
    const { tasks } = run.model;
    const { changed } = await this.engine.changeTasks(runID, ({ model }, now) => {
      const decision = decideTasks(model, [task], change, now);
      const [refusal] = decision.refused;
      if (refusal) {
        const message = `Task ${name} of run ${runID} is ${model.tasks.stateOf(task)}: ${refusal.reason}.`;
        throw new DaggyError('conflict', message);
      }
      return decision;
    });
    if (change.state === 'KILLED') {
      const ended = (): boolean => tasks.state[task] !== TaskCode.RUNNING;
      await awaitChange(this.engine.feed, ended, { ms: KILL_WAIT_MS, signal: this.shutdown.signal });
    }
    return { state: tasks.stateOf(task), changed: { tasks: changed } };
  }
}
