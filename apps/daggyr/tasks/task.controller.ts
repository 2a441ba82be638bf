import { Delete, Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { Job } from '#dag/spec/dag-spec';
import { JsonBody } from '#server/http/body';
import type { QueryOf } from '#server/http/query';
import { Operation } from '#server/openapi/operation';
import { Query } from '#server/openapi/operation-guard';
import {
  runnerTaskCreatedExample,
  runnerTaskCreatedSchema,
  runnerTaskExample,
  runnerTaskRequestExample,
  runnerTaskRequestSchema,
  runnerTaskSchema,
  type RunnerTask,
  type RunnerTaskCreated,
} from '#wire/runner';
import { OWNER_HEADER, OwnerGuard } from '../clients/owner.guard';
import { noRoomExample, runnerProblemExamples } from '../clients/problem-examples';
import { RunnerController } from '../clients/runner-controller';
import { EndTasks } from './end-tasks';
import { WAIT } from './list-query';
import { StartTasks } from './start-tasks';
import { TaskViews } from './task-views';

const tag = 'tasks';
const headers = OWNER_HEADER;
const examples = runnerProblemExamples;
const query = { wait: WAIT };
const ok = { schema: runnerTaskSchema, example: runnerTaskExample };

@RunnerController('task')
export class TaskController {
  constructor(
    private readonly start: StartTasks,
    private readonly views: TaskViews,
    private readonly ends: EndTasks,
    private readonly owners: OwnerGuard,
  ) {}

  @Post()
  @HttpCode(202)
  @Operation({
    id: 'startTask',
    summary: 'Start a task',
    description:
      'The same taskID again starts nothing, also when it has finished or was forgotten. No room now: 409 with what is free; never enough: 400.',
    tag,
    headers,
    examples: { ...examples, 409: noRoomExample },
    body: { schema: runnerTaskRequestSchema, example: runnerTaskRequestExample },
    ok: { schema: runnerTaskCreatedSchema, example: runnerTaskCreatedExample, status: 202 },
    problems: [401, 408, 409, 413, 415, 503],
  })
  // 8 MB: more than the kernel lets a command and its environment be. Its fields are checked with the job, all at once.
  create(
    @JsonBody({ schema: { type: 'object' }, limit: 8_388_608 }) body: Job,
    @Req() request: Request,
  ): RunnerTaskCreated {
    this.owners.check(request);
    return this.start.one(body);
  }

  @Get(':taskID')
  @Operation({
    id: 'getTask',
    summary: 'A task, running or finished; with wait as soon as it has finished',
    tag,
    headers,
    examples,
    query,
    ok,
    problems: [401, 404, 409],
  })
  get(
    @Param('taskID') taskID: string,
    @Query() { wait }: QueryOf<typeof query>,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<RunnerTask> {
    return this.views.get(taskID, wait, request, response);
  }

  @Delete(':taskID')
  @Operation({
    id: 'removeTask',
    summary: 'Stop a task if it runs, then forget it and its output',
    description: 'SIGTERM to the whole task, SIGKILL after 5 seconds; answered when nothing of it is left.',
    tag,
    headers,
    examples,
    ok: { ...ok, description: 'The last that is known of it.' },
    problems: [401, 404, 409],
  })
  remove(@Param('taskID') taskID: string, @Req() request: Request): Promise<RunnerTask> {
    return this.ends.remove(taskID, request);
  }
}
