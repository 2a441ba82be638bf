import { Get, Headers, HttpCode, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { Job } from '#dag/spec/dag-spec';
import { JsonBody } from '#server/http/body';
import type { QueryOf } from '#server/http/query';
import { Operation } from '#server/openapi/operation';
import { Query } from '#server/openapi/operation-guard';
import {
  forgetTasksRequestExample,
  forgetTasksRequestSchema,
  runnerStatusExample,
  runnerStatusSchema,
  runnerTaskListExample,
  runnerTaskListSchema,
  startTasksAnswerExample,
  startTasksAnswerSchema,
  startTasksRequestExample,
  startTasksRequestSchema,
  stopTasksRequestExample,
  stopTasksRequestSchema,
  type ForgetTasksRequest,
  type RunnerStatus,
  type RunnerTaskList,
  type StartTasksAnswer,
  type StopTasksRequest,
} from '#wire/runner';
import { OWNER_HEADER, OwnerGuard } from '../clients/owner.guard';
import { runnerProblemExamples } from '../clients/problem-examples';
import { RunnerController } from '../clients/runner-controller';
import { EndTasks } from './end-tasks';
import { TASK_LIST_QUERY } from './list-query';
import { INSTANCE_HEADER, RunnerStatusView } from './runner-status';
import { StartTasks } from './start-tasks';
import { TaskViews } from './task-views';

const tag = 'tasks';
const headers = OWNER_HEADER;
const examples = runnerProblemExamples;
const problems = [401, 408, 409, 413, 415, 503];
const status = { schema: runnerStatusSchema, example: runnerStatusExample };

/** 64 MB: a thousand tasks with all that a command line may hold in practice. */
const START_LIMIT = 67_108_864;
/** 8 MB: some 60,000 ids of the longest kind. */
const IDS_LIMIT = 8_388_608;

/** For clients with many tasks. */
@RunnerController('tasks')
export class TasksController {
  constructor(
    private readonly start: StartTasks,
    private readonly views: TaskViews,
    private readonly ends: EndTasks,
    private readonly runner: RunnerStatusView,
    private readonly owners: OwnerGuard,
  ) {}

  @Get()
  @Operation({
    id: 'listTasks',
    summary: 'All tasks in brief, or those that finished lately',
    description:
      'With finishedSince and wait it is answered as soon as one has finished: one client follows all its tasks.',
    tag,
    headers,
    examples,
    query: TASK_LIST_QUERY,
    ok: { schema: runnerTaskListSchema, example: runnerTaskListExample },
    problems: [401, 409],
  })
  list(
    @Query() query: QueryOf<typeof TASK_LIST_QUERY>,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<RunnerTaskList> {
    return this.views.list(query, request, response);
  }

  @Post()
  @HttpCode(200)
  @Operation({
    id: 'startTasks',
    summary: 'Start many tasks, each one if there is room for it',
    tag,
    headers: { ...headers, ...INSTANCE_HEADER },
    examples,
    body: { schema: startTasksRequestSchema, example: startTasksRequestExample },
    ok: { schema: startTasksAnswerSchema, example: startTasksAnswerExample },
    problems,
  })
  create(
    @JsonBody({ schema: startTasksRequestSchema, limit: START_LIMIT }) { tasks }: { tasks: readonly Job[] },
    @Headers('daggy-instance') instance: string | undefined,
    @Req() request: Request,
  ): StartTasksAnswer {
    this.owners.check(request);
    this.runner.checkInstance(instance);
    return this.start.many(tasks);
  }

  @Post('stop')
  @HttpCode(202)
  @Operation({
    id: 'stopTasks',
    summary: 'Stop many tasks; their results and output stay',
    description:
      'SIGTERM to the whole of each task, SIGKILL after 5 seconds. Unknown and finished ones are passed over.',
    tag,
    headers,
    examples,
    body: { schema: stopTasksRequestSchema, example: stopTasksRequestExample },
    ok: { ...status, status: 202 },
    problems,
  })
  stop(
    @JsonBody({ schema: stopTasksRequestSchema, limit: IDS_LIMIT }) body: StopTasksRequest,
    @Req() request: Request,
  ): RunnerStatus {
    this.owners.check(request);
    return this.ends.stop(body);
  }

  @Post('forget')
  @HttpCode(200)
  @Operation({
    id: 'forgetTasks',
    summary: 'Forget many tasks and their output; those that run are stopped',
    description: 'A start of such a task that arrives later, as after a delay on its way, starts nothing.',
    tag,
    headers,
    examples,
    body: { schema: forgetTasksRequestSchema, example: forgetTasksRequestExample },
    ok: status,
    problems,
  })
  forget(
    @JsonBody({ schema: forgetTasksRequestSchema, limit: IDS_LIMIT }) body: ForgetTasksRequest,
    @Req() request: Request,
  ): RunnerStatus {
    this.owners.check(request);
    return this.ends.forget(body);
  }
}
