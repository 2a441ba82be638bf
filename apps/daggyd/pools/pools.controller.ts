import { Get } from '@nestjs/common';
import { Engine } from '#dag/engine/engine';
import { poolListExample, poolListSchema, type PoolList } from '#wire/pool';
import { Operation } from '#server/openapi/operation';
import { ApiController } from '../engine/api-controller';
import { presentPool } from './present-pool';

@ApiController('pools')
export class PoolsController {
  constructor(private readonly engine: Engine) {}

  @Get()
  @Operation({
    id: 'listPools',
    summary: 'Executors by pool, and what they are doing',
    tag: 'server',
    ok: { schema: poolListSchema, example: poolListExample },
  })
  list(): PoolList {
    return {
      items: Array.from(this.engine.pools.all(), (pool) => presentPool(pool, this.engine.waitingFor(pool.name))),
    };
  }
}
