import { setTimeout } from 'node:timers/promises';
import { getHeapStatistics } from 'node:v8';
import { type DynamicModule, Logger, Module } from '@nestjs/common';
import { Registry } from 'prom-client';
import { DaggyError } from '#dag/errors';
import { Engine } from '#dag/engine/engine';
import type { Executor } from '#dag/ports/executor';
import type { StateLogger } from '#dag/ports/state-logger';
import { DEFAULT_POOL } from '#dag/spec/dag-spec';
import { EXECUTORS, makeExecutors } from '#executors/executors.module';
import { ExitCode } from '#server/process/startup-error';
import { STATE_LOGGER, StateModule } from '#state/state.module';
import type { DaggydConfig } from '../daggyd-config';
import { DAGGYD_CONFIG, DATA_DIR } from '../daggyd-config';
import { EngineLifetime } from './engine-lifetime';
import { EngineMetrics } from './engine-metrics';
import { Retention } from './retention';
import { measuredLogger } from './measured-logger';
import { StoreLog } from './store-log';
import { SystemClock } from './system-clock';

/** Finished runs are kept in memory as long as all runs there weigh no more than this: about 0.5 GB. */
const MOST_WEIGHT_IN_MEMORY = 3_000_000;

/** How long tasks may take to end after another daggyd has taken over the store. */
const FENCED_STOP_MS = 8_000;

/** Bytes that a unit of a run's weight takes in Node's heap, for runs of written-out tasks; measured, rounded up. */
const HEAP_BYTES_OF_WEIGHT = 140;

/** The engine with its store and its executors, made from the config. */
@Module({})
export class EngineModule {
  /** `dataDir`: absolute path. */
  static with(config: DaggydConfig, dataDir: string): DynamicModule {
    const executors = (logger: StateLogger): ReadonlyMap<string, Executor> =>
      makeExecutors({
        dataDir,
        maxOutputBytes: config.limits.maxOutputBytes,
        durable: logger.durable,
        log: (message) => new Logger('executors').warn(message),
        pools: new Map([[DEFAULT_POOL, config.executor], ...Object.entries(config.pools)]),
      });
    return {
      module: EngineModule,
      global: true,
      imports: [StateModule.forRoot({ ...config.logger, dataDir })],
      providers: [
        { provide: DAGGYD_CONFIG, useValue: config },
        { provide: DATA_DIR, useValue: dataDir },
        { provide: EXECUTORS, inject: [STATE_LOGGER], useFactory: executors },
        { provide: Engine, inject: [STATE_LOGGER, EXECUTORS, DAGGYD_CONFIG, Registry], useFactory: makeEngine },
        EngineLifetime,
        Retention,
        EngineMetrics,
      ],
      exports: [Engine, DAGGYD_CONFIG],
    };
  }
}

function makeEngine(
  logger: StateLogger,
  executors: ReadonlyMap<string, Executor>,
  config: DaggydConfig,
  registry: Registry,
): Engine {
  const storeLog = new StoreLog();
  return new Engine({
    logger: measuredLogger(logger, registry),
    executors,
    clock: new SystemClock(),
    limits: { maxTasks: config.limits.maxTasks },
    maxRunningRuns: config['dag-threads'],
    mostWeightInMemory: MOST_WEIGHT_IN_MEMORY,
    // The rest of the heap is for finished runs, requests and what garbage collection needs.
    mostActiveWeight: (0.65 * getHeapStatistics().heap_size_limit) / HEAP_BYTES_OF_WEIGHT,
    onPanic: (error) => void crash(error, executors),
    onStoreTrouble: (reason) => storeLog.tell(reason),
  });
}

/** What the engine holds in memory can no longer be trusted; what is stored can, and the next start goes on from that. */
async function crash(error: unknown, executors: ReadonlyMap<string, Executor>): Promise<void> {
  const logger = new Logger('engine');
  if (error instanceof DaggyError && error.code === 'fenced') {
    logger.fatal(`${error.message}; running tasks are ended, and so is this daggyd`);
    // The new owner counts as lost what it could not take up.
    const closing = [...executors.values()].map((executor) => executor.close('stop'));
    await Promise.race([Promise.allSettled(closing), setTimeout(FENCED_STOP_MS)]);
  } else {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    logger.fatal(`The engine has failed, daggyd ends; started again, it recovers: ${text}`);
  }
  process.exit(ExitCode.Failure);
}
