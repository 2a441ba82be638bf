import { type DynamicModule, Module } from '@nestjs/common';
import type { Executor } from '#dag/ports/executor';
import type { ExecutorContext } from './executor-context';
import { executorKind } from './registry';

/** Injection token of a `ReadonlyMap<string, Executor>`: the executors by pool name, not opened yet. */
export const EXECUTORS = Symbol('EXECUTORS');

/** A pool as the config file has it. */
export interface PoolConfig {
  /** Name of the executor. */
  readonly name: string;
  readonly config: object;
}

export interface ExecutorsOptions extends Omit<ExecutorContext, 'pool'> {
  /** Pool name -> its executor. */
  readonly pools: ReadonlyMap<string, PoolConfig>;
}

@Module({})
export class ExecutorsModule {
  /** Throws for an unknown executor. */
  static forRoot(options: ExecutorsOptions): DynamicModule {
    return {
      module: ExecutorsModule,
      providers: [{ provide: EXECUTORS, useValue: makeExecutors(options) }],
      exports: [EXECUTORS],
    };
  }
}

/** The executors by pool name, not opened yet. Throws for an unknown executor. */
export function makeExecutors({ pools, ...context }: ExecutorsOptions): ReadonlyMap<string, Executor> {
  const executors = new Map<string, Executor>();
  for (const [pool, { name, config }] of pools) {
    executors.set(pool, executorKind(name).create(config, { ...context, pool }));
  }
  return executors;
}
