import { Injectable } from '@nestjs/common';
import { Engine } from '#dag/engine/engine';
import type { LoadedRun } from '#dag/engine/loaded-run';
import type { TasksDecision } from '#dag/engine/reactor/task-commands';
import type { TaskFilter } from '#dag/run/views/list-tasks';
import { selectTasks, stillIn } from '#dag/run/views/select-tasks';
import { invalidRequest } from '#server/http/http-problem';
import { compileFilter } from '#server/safe-regex';
import type { BulkAnswer, BulkRequest } from '#wire/state-change';
import { TimedTurns } from '../engine/timed-turns';
import { decideTasks, readTaskChange } from './task-change';

const MOST_REFUSED = 1_000;

type Refused = BulkAnswer['refused'];

/** Tasks that were asked for: their numbers, ascending, and names that no task has. */
interface Selection {
  readonly tasks: readonly number[];
  readonly unknown: readonly string[];
}

/** Changes many tasks of a run at once. */
@Injectable()
export class BulkChange {
  constructor(private readonly engine: Engine) {}

  async carryOut(runID: number, request: BulkRequest): Promise<BulkAnswer> {
    const change = readTaskChange(request);
    const filter = readFilter(request.filter);
    const run = await this.engine.run(runID);
    const { tasks, unknown } = await this.select(run, request.names, filter);
    let matched: readonly number[] = tasks;
    const decide = ({ model }: LoadedRun, now: number): TasksDecision => {
      // States may have changed since the tasks were chosen.
      matched = stillIn(model, tasks, filter);
      return decideTasks(model, matched, change, now);
    };
    const decision = request.dryRun === true ? decide(run, Date.now()) : await this.engine.changeTasks(runID, decide);
    return {
      matched: matched.length,
      changed: decision.changed,
      refused: [...unknown.map(noSuchTask), ...refusals(run, decision)].slice(0, MOST_REFUSED),
    };
  }

  private async select(run: LoadedRun, names: readonly string[] | undefined, filter: TaskFilter): Promise<Selection> {
    if (!names) return { tasks: await selectTasks(run.model, filter, new TimedTurns()), unknown: [] };
    const tasks = new Set<number>();
    const unknown = new Set<string>();
    for (const name of names) {
      const task = run.model.graph.find(name);
      if (task === undefined) unknown.add(name);
      else tasks.add(task);
    }
    return { tasks: [...tasks].sort((a, b) => a - b), unknown: [...unknown] };
  }
}

function readFilter({ state, name, template }: NonNullable<BulkRequest['filter']> = {}): TaskFilter {
  const states = state === undefined ? undefined : new Set(typeof state === 'string' ? [state] : state);
  const compiled = name === undefined ? undefined : compileFilter(name);
  if (compiled?.ok === false) {
    throw invalidRequest('The body has a problem', [{ pointer: '/filter/name', message: compiled.reason }]);
  }
  return { states, template, name: compiled?.filter };
}

function noSuchTask(name: string): Refused[number] {
  return { name, reason: 'the run has no such task' };
}

function refusals({ model }: LoadedRun, { refused }: TasksDecision): Refused {
  return refused.slice(0, MOST_REFUSED).map(({ task, reason }) => ({ name: model.graph.nameOf(task), reason }));
}
