import { Injectable } from '@nestjs/common';
import { Engine } from '#dag/engine/engine';
import type { LoadedRun } from '#dag/engine/loaded-run';
import type { Attempt } from '#dag/run/attempt-table';
import { listTasks } from '#dag/run/views/list-tasks';
import type { Attempt as WireAttempt } from '#wire/attempt';
import type { TaskState } from '#wire/states';
import type { Task, TaskList } from '#wire/task';
import { TimedTurns } from '../engine/timed-turns';
import { lastOutput } from './last-output';
import { checkNamesAlone, readTaskQuery, type TaskListQuery } from './list-query';
import { NO_LOGS, presentAttempt } from './present-attempt';
import { presentTask, presentTaskSummary } from './present-task';
import { taskNamed } from './task-named';

/** A task's details show so many of its last attempts; the list of attempts has them all. */
const MOST_ATTEMPTS = 1_000;
/** And what so many of the last ones wrote. */
const MOST_LOGS = 20;

/** Looks at tasks. */
@Injectable()
export class Tasks {
  constructor(private readonly engine: Engine) {}

  async list(runID: number, listQuery: TaskListQuery, url: string): Promise<TaskList> {
    if (listQuery.names !== undefined) {
      checkNamesAlone(listQuery);
      return this.named(await this.engine.run(runID), listQuery.names);
    }
    const { query, next } = readTaskQuery(runID, listQuery, url);
    const run = await this.engine.run(runID);
    const page = listTasks(run.model, query, new TimedTurns());
    return {
      items: page.items.map((task) => presentTaskSummary(this.engine, run, task)),
      nextCursor: page.next ? next(page.next) : null,
    };
  }

  async get(runID: number, name: string): Promise<Task> {
    const run = await this.engine.run(runID);
    const task = taskNamed(run, name);
    const described = presentTask(this.engine, run, task);
    return { ...described, attempts: await this.attempts(run, task) };
  }

  async state(runID: number, name: string): Promise<TaskState> {
    const run = await this.engine.run(runID);
    return run.model.tasks.stateOf(taskNamed(run, name));
  }

  private named(run: LoadedRun, names: readonly string[]): TaskList {
    const tasks = new Set(names.flatMap((name) => run.model.graph.find(name) ?? []));
    const ordered = [...tasks].sort((a, b) => a - b);
    return { items: ordered.map((task) => presentTaskSummary(this.engine, run, task)), nextCursor: null };
  }

  private async attempts(run: LoadedRun, task: number): Promise<WireAttempt[]> {
    const executor = this.engine.poolOf(run, task)?.executor;
    const shown: Promise<WireAttempt>[] = [];
    for (const [age, attempt] of lastAttempts(run, task).entries()) {
      const key = { runID: run.model.runID, task, attempt: attempt.attempt };
      const logs = age < MOST_LOGS ? lastOutput(executor, key) : Promise.resolve(NO_LOGS);
      const described = { ...attempt, executorLog: this.engine.executorLog(run, attempt) };
      shown.push(logs.then((each) => presentAttempt(described, each)));
    }
    return (await Promise.all(shown)).reverse();
  }
}

/** Newest first. */
function lastAttempts({ model }: LoadedRun, task: number): Attempt[] {
  const found: Attempt[] = [];
  let row = model.tasks.lastAttempt[task];
  for (; row >= 0 && found.length < MOST_ATTEMPTS; row = model.attempts.before(row)) found.push(model.attempts.at(row));
  return found;
}
