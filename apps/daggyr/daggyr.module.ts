import { type DynamicModule, Module } from '@nestjs/common';
import { CapacityController } from './capacity.controller';
import { discoverCapacity, TOTAL_CAPACITY } from './capacity-discovery';
import type { DaggyrConfig } from './daggyr-config';

@Module({})
export class DaggyrModule {
  static with(config: DaggyrConfig): DynamicModule {
    return {
      module: DaggyrModule,
      controllers: [CapacityController],
      providers: [{ provide: TOTAL_CAPACITY, useFactory: () => discoverCapacity(config.capacity_overrides) }],
    };
  }
}
