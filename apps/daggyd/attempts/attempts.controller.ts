import { Get } from '@nestjs/common';
import { attemptListExample, attemptListSchema, type AttemptList } from '#wire/attempt';
import { PAGING } from '#server/http/paging';
import type { QueryOf } from '#server/http/query';
import { Operation } from '#server/openapi/operation';
import { Query } from '#server/openapi/operation-guard';
import { ApiController } from '../engine/api-controller';
import { RunID } from '../runs/run-id';
import { Attempts } from './attempts';

@ApiController('dagruns/:runID/attempts')
export class AttemptsController {
  constructor(private readonly attempts: Attempts) {}

  @Get()
  @Operation({
    id: 'listAttempts',
    summary: 'List all attempts of a run in the order of their starts, for timelines',
    tag: 'tasks',
    query: PAGING,
    ok: { schema: attemptListSchema, example: attemptListExample },
    problems: [404, 503],
  })
  list(@RunID() runID: number, @Query() query: QueryOf<typeof PAGING>): Promise<AttemptList> {
    return this.attempts.list(runID, query);
  }
}
