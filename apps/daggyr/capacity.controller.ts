import { Controller, Get, Inject } from '@nestjs/common';
import { Operation } from '#server/openapi/operation';
import { API_BASE } from '#server/server-info';
import { type Capacity, type CapacityAnswer, capacityAnswerExample, capacityAnswerSchema } from '#wire/capacity';
import { TOTAL_CAPACITY } from './capacity-discovery';

@Controller(`${API_BASE}/capacity`)
export class CapacityController {
  constructor(@Inject(TOTAL_CAPACITY) private readonly total: Capacity) {}

  @Get()
  @Operation({
    id: 'getCapacity',
    summary: 'What tasks may use here, and what is free of it',
    tag: 'capacity',
    ok: { schema: capacityAnswerSchema, example: capacityAnswerExample },
  })
  capacity(): CapacityAnswer {
    return { total: this.total, free: this.total, tasks: 0 };
  }
}
