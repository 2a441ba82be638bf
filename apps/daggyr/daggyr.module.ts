import { type DynamicModule, Logger, Module } from '@nestjs/common';
import { CapacityController } from './capacity/capacity.controller';
import { discoverCapacity } from './capacity/capacity-discovery';
import { Shortages } from './capacity/shortages';
import { StorageSpace } from './capacity/storage-space';
import { OwnerGuard } from './clients/owner.guard';
import { OwnerTokens } from './clients/owner-tokens';
import type { DaggyrConfig } from './daggyr-config';
import { type Isolation, ISOLATION } from './isolation/isolation';
import { makeIsolation } from './isolation/make-isolation';
import { OutputController } from './output/output.controller';
import { type TaskHost, TASK_HOST } from './processes/task-host';
import { TaskProcesses } from './processes/task-processes';
import { EndTasks } from './tasks/end-tasks';
import { RunnerStatusView } from './tasks/runner-status';
import { StartTasks } from './tasks/start-tasks';
import { TaskController } from './tasks/task.controller';
import { TaskLifetime } from './tasks/task-lifetime';
import { TaskMetrics } from './tasks/task-metrics';
import { TaskViews } from './tasks/task-views';
import { Tasks } from './tasks/tasks';
import { TasksController } from './tasks/tasks.controller';

/** The runner and its REST API. */
@Module({})
export class DaggyrModule {
  /** `root`: absolute path of the storage root. */
  static with(config: DaggyrConfig, root: string): DynamicModule {
    const log = (message: string): void => new Logger('tasks').warn(message);
    const total = discoverCapacity(config.capacity_overrides);
    return {
      module: DaggyrModule,
      controllers: [TaskController, TasksController, OutputController, CapacityController],
      providers: [
        { provide: ISOLATION, useFactory: () => makeIsolation(config, root, log) },
        { provide: TASK_HOST, useFactory: () => new TaskProcesses(root, config.limits.maxOutputBytes, log) },
        { provide: Shortages, useFactory: () => new Shortages(new StorageSpace(root, config.limits.minFreeMB), log) },
        {
          provide: Tasks,
          inject: [TASK_HOST, ISOLATION, Shortages],
          useFactory: (host: TaskHost, isolation: Isolation, shortages: Shortages) =>
            new Tasks(total, host, isolation, shortages),
        },
        TaskLifetime,
        TaskMetrics,
        RunnerStatusView,
        StartTasks,
        TaskViews,
        EndTasks,
        OwnerTokens,
        OwnerGuard,
      ],
    };
  }
}
