import { Get } from '@nestjs/common';
import { Operation } from '#server/openapi/operation';
import { type CapacityAnswer, capacityAnswerExample, capacityAnswerSchema } from '#wire/capacity';
import { OWNER_HEADER } from '../clients/owner.guard';
import { runnerProblemExamples } from '../clients/problem-examples';
import { RunnerController } from '../clients/runner-controller';
import { RunnerStatusView } from '../tasks/runner-status';

@RunnerController('capacity')
export class CapacityController {
  constructor(private readonly view: RunnerStatusView) {}

  @Get()
  @Operation({
    id: 'getCapacity',
    summary: 'What tasks may use here, and what is free of it',
    tag: 'capacity',
    headers: OWNER_HEADER,
    examples: runnerProblemExamples,
    ok: { schema: capacityAnswerSchema, example: capacityAnswerExample },
    problems: [401, 409],
  })
  capacity(): CapacityAnswer {
    return this.view.capacity();
  }
}
