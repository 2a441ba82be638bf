import { Get, Param, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { OutputStream } from '#dag/ports/executor';
import { OUTPUT_OPERATION } from '#server/bytes/output-operation';
import type { OUTPUT_QUERY } from '#server/bytes/output-query';
import { sendOutput } from '#server/bytes/send-output';
import type { QueryOf } from '#server/http/query';
import { Operation } from '#server/openapi/operation';
import { Query } from '#server/openapi/operation-guard';
import { Shutdown } from '#server/process/shutdown';
import { OWNER_HEADER } from '../clients/owner.guard';
import { runnerProblemExamples } from '../clients/problem-examples';
import { RunnerController } from '../clients/runner-controller';
import { TaskViews } from '../tasks/task-views';
import { Tasks } from '../tasks/tasks';

type OutputQuery = QueryOf<typeof OUTPUT_QUERY>;

const RAW = {
  ...OUTPUT_OPERATION,
  headers: { ...OUTPUT_OPERATION.headers, ...OWNER_HEADER },
  description:
    'Byte for byte up to limits.maxOutputBytes; of more, the beginning and the end, with a marker in between.',
  problems: [401, 404, 409, 416],
  examples: runnerProblemExamples,
};

@RunnerController('task/:taskID')
export class OutputController {
  constructor(
    private readonly tasks: Tasks,
    private readonly views: TaskViews,
    private readonly shutdown: Shutdown,
  ) {}

  @Get('stdout')
  @Operation({ ...RAW, id: 'getStdout', summary: 'What a task wrote to stdout' })
  stdout(
    @Param('taskID') taskID: string,
    @Query() query: OutputQuery,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    return this.send(taskID, 'stdout', query, request, response);
  }

  @Get('stderr')
  @Operation({ ...RAW, id: 'getStderr', summary: 'What a task wrote to stderr' })
  stderr(
    @Param('taskID') taskID: string,
    @Query() query: OutputQuery,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    return this.send(taskID, 'stderr', query, request, response);
  }

  private send(
    taskID: string,
    stream: OutputStream,
    query: OutputQuery,
    request: Request,
    response: Response,
  ): Promise<void> {
    const task = this.views.find(taskID);
    return sendOutput(request, response, this.tasks.output(task, stream), query, {
      feed: this.tasks.changes,
      ended: () => task.end !== undefined,
      signal: this.shutdown.signal,
    });
  }
}
