import { Get } from '@nestjs/common';
import { Engine } from '#dag/engine/engine';
import { taskColumnsExample, taskColumnsSchema, type TaskColumns } from '#wire/task-columns';
import type { QueryOf } from '#server/http/query';
import { integerField } from '#server/http/query-fields';
import { Operation } from '#server/openapi/operation';
import { Query } from '#server/openapi/operation-guard';
import { ApiController } from '../engine/api-controller';
import { RunID } from '../runs/run-id';
import { presentColumns } from './present-columns';

const QUERY = {
  first: integerField('Place in submission order of the first task, from 0.', {
    min: 0,
    max: Number.MAX_SAFE_INTEGER,
    absent: 0,
  }),
  // So many take a few ms of the server's time.
  limit: integerField('Most tasks of the answer.', { min: 1, max: 10_000, absent: 1_000 }),
};

@ApiController('dagruns/:runID/task-columns')
export class TaskColumnsController {
  constructor(private readonly engine: Engine) {}

  @Get()
  @Operation({
    id: 'getTaskColumns',
    summary: 'The tasks of a run as compact arrays, for those who want all of very many',
    description:
      'Ask again with `first` greater by `limit` until `taskCount` is reached. ' +
      'What has no place in arrays of numbers, such as why a task waits, is in the list of tasks, also by `names`.',
    tag: 'tasks',
    query: QUERY,
    ok: { schema: taskColumnsSchema, example: taskColumnsExample },
    problems: [404, 503],
  })
  async get(@RunID() runID: number, @Query() { first, limit }: QueryOf<typeof QUERY>): Promise<TaskColumns> {
    const { model } = await this.engine.run(runID);
    return presentColumns(model, first, Math.min(model.tasks.count, first + limit));
  }
}
