import { Get, Param, Req } from '@nestjs/common';
import type { Request } from 'express';
import { taskStateAnswerExample, taskStateAnswerSchema, type TaskStateAnswer } from '#wire/states';
import { taskExample, taskListExample, taskListSchema, taskSchema, type Task, type TaskList } from '#wire/task';
import { Operation } from '#server/openapi/operation';
import { Query } from '#server/openapi/operation-guard';
import { ApiController } from '../engine/api-controller';
import { RunID } from '../runs/run-id';
import { TASK_LIST_QUERY, type TaskListQuery } from './list-query';
import { Tasks } from './tasks';

const tag = 'tasks';

@ApiController('dagruns/:runID/tasks')
export class TasksController {
  constructor(private readonly tasks: Tasks) {}

  @Get()
  @Operation({
    id: 'listTasks',
    summary: 'List the tasks of a run, in submission order',
    description:
      'A page may have fewer items than `limit`, even none, when many tasks are filtered out: there is more as long as there is a `nextCursor`.',
    tag,
    query: TASK_LIST_QUERY,
    ok: { schema: taskListSchema, example: taskListExample },
    problems: [404, 503],
  })
  list(@RunID() runID: number, @Query() query: TaskListQuery, @Req() { originalUrl }: Request): Promise<TaskList> {
    return this.tasks.list(runID, query, originalUrl);
  }

  @Get(':taskName')
  @Operation({
    id: 'getTask',
    summary: 'One task with its job and its attempts',
    description: 'Of a task with very many attempts the last 1,000 are here, and what the last 20 of them wrote.',
    tag,
    ok: { schema: taskSchema, example: taskExample },
    problems: [404, 503],
  })
  get(@RunID() runID: number, @Param('taskName') taskName: string): Promise<Task> {
    return this.tasks.get(runID, taskName);
  }

  @Get(':taskName/state')
  @Operation({
    id: 'getTaskState',
    summary: 'The state of a task',
    tag,
    ok: { schema: taskStateAnswerSchema, example: taskStateAnswerExample },
    problems: [404, 503],
  })
  async state(@RunID() runID: number, @Param('taskName') taskName: string): Promise<TaskStateAnswer> {
    return { state: await this.tasks.state(runID, taskName) };
  }
}
