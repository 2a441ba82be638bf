import { Param, Patch } from '@nestjs/common';
import {
  bulkAnswerExample,
  bulkAnswerSchema,
  bulkRequestExample,
  bulkRequestSchema,
  taskStateChangeExample,
  taskStateChangeSchema,
  taskStateRequestExample,
  taskStateRequestSchema,
  type BulkAnswer,
  type BulkRequest,
  type TaskStateChange,
  type TaskStateRequest,
} from '#wire/state-change';
import { JsonBody } from '#server/http/body';
import { Operation } from '#server/openapi/operation';
import { ApiController } from '../engine/api-controller';
import { RunID } from '../runs/run-id';
import { BulkChange } from './bulk-change';
import { TaskCommands } from './task-commands';

const tag = 'tasks';
const problems = [404, 408, 409, 413, 415, 503];

@ApiController('dagruns/:runID/tasks')
export class TaskStateController {
  constructor(
    private readonly commands: TaskCommands,
    private readonly bulk: BulkChange,
  ) {}

  @Patch(':taskName/state')
  @Operation({
    id: 'changeTaskState',
    summary: 'Kill a task, queue it again, or mark it as completed',
    description:
      'The answer tells the state that the task has then; a task that is still being stopped after 2 seconds is RUNNING yet.',
    tag,
    body: { schema: taskStateRequestSchema, example: taskStateRequestExample },
    ok: { schema: taskStateChangeSchema, example: taskStateChangeExample },
    problems,
  })
  change(
    @RunID() runID: number,
    @Param('taskName') taskName: string,
    @JsonBody({ schema: taskStateRequestSchema }) request: TaskStateRequest,
  ): Promise<TaskStateChange> {
    return this.commands.change(runID, taskName, request);
  }

  @Patch('state')
  @Operation({
    id: 'changeTaskStates',
    summary: 'The same for many tasks, chosen by a filter or by name',
    description:
      '`matched` tasks were chosen; `changed` are in another state or will be when they have stopped, with `downstream` those that depend on them too. ' +
      'At most 1,000 refused ones are named.',
    tag,
    body: { schema: bulkRequestSchema, example: bulkRequestExample },
    ok: { schema: bulkAnswerSchema, example: bulkAnswerExample },
    problems,
  })
  changeMany(
    @RunID() runID: number,
    // 8 MB: several hundred thousand names.
    @JsonBody({ schema: bulkRequestSchema, limit: 8_388_608 }) request: BulkRequest,
  ): Promise<BulkAnswer> {
    return this.bulk.carryOut(runID, request);
  }
}
