import { type DynamicModule, Logger, Module } from '@nestjs/common';
import type { StateLogger } from '#dag/ports/state-logger';
import { createStateLogger } from './registry';

/** Injection token of the StateLogger that the configuration chose. Whoever starts the server opens and closes it. */
export const STATE_LOGGER = Symbol('StateLogger');

export interface StateModuleOptions {
  readonly name: string;
  readonly config: object;
  /** Absolute path. */
  readonly dataDir: string;
}

@Module({})
export class StateModule {
  static forRoot({ name, config, dataDir }: StateModuleOptions): DynamicModule {
    const log = (message: string): void => new Logger(name).warn(message);
    const provider = {
      provide: STATE_LOGGER,
      useFactory: (): StateLogger => createStateLogger(name, config, { dataDir, log }),
    };
    return { module: StateModule, global: true, providers: [provider], exports: [STATE_LOGGER] };
  }
}
