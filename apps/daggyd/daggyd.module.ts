import { type DynamicModule, Module } from '@nestjs/common';
import { Attempts } from './attempts/attempts';
import { AttemptsController } from './attempts/attempts.controller';
import { EngineModule } from './engine/engine.module';
import type { DaggydConfig } from './daggyd-config';
import { EventFeed } from './events/event-feed';
import { EventsController } from './events/events.controller';
import { GraphController } from './graph/graph.controller';
import { Graphs } from './graph/graphs';
import { OutputController } from './output/output.controller';
import { Outputs } from './output/outputs';
import { PoolsController } from './pools/pools.controller';
import { RunCommands } from './runs/run-commands';
import { RunStateController } from './runs/run-state.controller';
import { Runs } from './runs/runs';
import { RunsController } from './runs/runs.controller';
import { Submission } from './runs/submission';
import { BulkChange } from './tasks/bulk-change';
import { TaskCommands } from './tasks/task-commands';
import { TaskColumnsController } from './tasks/task-columns.controller';
import { TaskStateController } from './tasks/task-state.controller';
import { Tasks } from './tasks/tasks';
import { TasksController } from './tasks/tasks.controller';

/** The engine and its REST API. */
@Module({})
export class DaggydModule {
  /** `dataDir`: absolute path. */
  static with(config: DaggydConfig, dataDir: string): DynamicModule {
    return {
      module: DaggydModule,
      imports: [EngineModule.with(config, dataDir)],
      controllers: [
        RunsController,
        RunStateController,
        TasksController,
        TaskStateController,
        TaskColumnsController,
        OutputController,
        AttemptsController,
        GraphController,
        EventsController,
        PoolsController,
      ],
      providers: [Runs, RunCommands, Submission, Tasks, TaskCommands, BulkChange, Outputs, Attempts, Graphs, EventFeed],
    };
  }
}
