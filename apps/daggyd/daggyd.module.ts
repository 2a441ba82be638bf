import { type DynamicModule, Module } from '@nestjs/common';
import type { LoadedConfig } from '#server/config/load-config';
import type { DaggydConfig } from './daggyd-config';

/** Injection token of the checked config (DaggydConfig). */
export const DAGGYD_CONFIG = Symbol('daggyd config');

@Module({})
export class DaggydModule {
  static with(loaded: LoadedConfig<DaggydConfig>): DynamicModule {
    return {
      module: DaggydModule,
      providers: [{ provide: DAGGYD_CONFIG, useValue: loaded.config }],
    };
  }
}
