import { type DynamicModule, Module } from '@nestjs/common';
import { EngineModule } from './engine/engine.module';
import type { DaggydConfig } from './daggyd-config';
import { RunCommands } from './runs/run-commands';
import { RunStateController } from './runs/run-state.controller';
import { Runs } from './runs/runs';
import { RunsController } from './runs/runs.controller';
import { Submission } from './runs/submission';

/** The engine and its REST API. */
@Module({})
export class DaggydModule {
  /** `dataDir`: absolute path. */
  static with(config: DaggydConfig, dataDir: string): DynamicModule {
    return {
      module: DaggydModule,
      imports: [EngineModule.with(config, dataDir)],
      controllers: [RunsController, RunStateController],
      providers: [Runs, RunCommands, Submission],
    };
  }
}
