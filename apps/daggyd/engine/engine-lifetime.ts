import { Inject, Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Engine } from '#dag/engine/engine';
import type { Executor } from '#dag/ports/executor';
import type { StateLogger } from '#dag/ports/state-logger';
import { EXECUTORS } from '#executors/executors.module';
import { endFormerLaunchers } from '#executors/forking/former-launchers';
import { Readiness } from '#server/probes/readiness';
import { Shutdown } from '#server/process/shutdown';
import { Startup } from '#server/process/startup';
import { ExitCode, StartupError } from '#server/process/startup-error';
import { STATE_LOGGER } from '#state/state.module';
import { DAGGYD_CONFIG, DATA_DIR, type DaggydConfig } from '../daggyd-config';

/** Opens the engine before requests are answered, and closes it when the server stops. */
@Injectable()
export class EngineLifetime implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger('engine');
  private closing?: Promise<void>;

  constructor(
    private readonly engine: Engine,
    private readonly startup: Startup,
    private readonly shutdown: Shutdown,
    private readonly readiness: Readiness,
    @Inject(STATE_LOGGER) private readonly store: StateLogger,
    @Inject(EXECUTORS) private readonly executors: ReadonlyMap<string, Executor>,
    @Inject(DATA_DIR) private readonly dataDir: string,
    @Inject(DAGGYD_CONFIG) private readonly config: DaggydConfig,
  ) {}

  async onModuleInit(): Promise<void> {
    try {
      const ownership = await this.engine.open((reason) => this.waitFor(reason));
      const log = (message: string) => this.logger.warn(message);
      void endFormerLaunchers(this.dataDir, ownership, this.executors, log);
    } catch (error) {
      throw new StartupError(error instanceof Error ? error.message : String(error), ExitCode.Failure);
    }
    this.readiness.add('store', () => this.engine.storeTrouble);
    // At once, beside the requests that are still under way: stopping tasks may take as long as their grace.
    this.shutdown.signal.addEventListener('abort', () => void this.close().catch(() => undefined), { once: true });
  }

  /** The store cannot be reached. Said once for each reason: it is asked four times a second. */
  private waitFor(reason: string): void {
    if (this.startup.waitFor(reason)) this.logger.warn(`Waiting for the store: ${reason}`);
  }

  /** Awaited by whoever stops the server; a failure shows here. */
  onApplicationShutdown(): Promise<void> {
    return this.close();
  }

  private close(): Promise<void> {
    this.closing ??= this.engine.close(this.announce());
    return this.closing;
  }

  /** Tasks go on without daggyd when the next one can find them again, unless that is not wanted. */
  private announce(): 'stop' | 'leave' {
    const pools = [...this.engine.pools.all()];
    const survives = this.store.durable && pools.every(({ executor }) => executor.survivesRestart);
    const mode = survives && !this.config['kill-on-exit'] ? 'leave' : 'stop';
    const busy = pools.filter(({ running }) => running > 0).map(({ name, running }) => `${running} in pool ${name}`);
    const tasks = busy.length > 0 ? busy.join(', ') : 'none';
    this.logger.log(
      mode === 'leave'
        ? `Running tasks are left running for the next start: ${tasks}`
        : `Running tasks are stopped: ${tasks}`,
    );
    return mode;
  }
}
