import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Engine } from '#dag/engine/engine';
import { DaggyError } from '#dag/errors';
import { expiredRuns } from '#dag/run/views/expired-runs';
import { DAGGYD_CONFIG, type DaggydConfig } from '../daggyd-config';

const EVERY_MS = 60_000;

/** Removes finished runs that are older or more than the config wants kept, at the start and every minute. */
@Injectable()
export class Retention implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('retention');
  private timer?: NodeJS.Timeout;
  private sweeping = false;
  private stopped = false;

  constructor(
    private readonly engine: Engine,
    @Inject(DAGGYD_CONFIG) private readonly config: DaggydConfig,
  ) {}

  onApplicationBootstrap(): void {
    const { maxAgeDays, maxRuns } = this.config.retention;
    if (maxAgeDays === undefined && maxRuns === undefined) return;
    this.timer = setInterval(() => void this.sweep(), EVERY_MS);
    void this.sweep();
  }

  onApplicationShutdown(): void {
    this.stopped = true;
    clearInterval(this.timer);
  }

  private async sweep(): Promise<void> {
    if (this.sweeping) return;
    this.sweeping = true;
    let removed = 0;
    const failures: string[] = [];
    for (const runID of expiredRuns(this.engine.index.oldestFirst(), this.config.retention, Date.now())) {
      // While the store is away none can be removed.
      if (this.stopped || this.engine.storeTrouble !== undefined) break;
      try {
        await this.engine.remove(runID);
        removed++;
      } catch (error) {
        if (!isTakenCareOf(error))
          failures.push(`run ${runID}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
    if (removed > 0) this.logger.log(`${removed} finished runs were removed`);
    if (failures.length > 0) {
      this.logger.warn(`Not removed, and tried again in a minute: ${failures.length} finished runs; ${failures[0]}`);
    }
    this.sweeping = false;
  }
}

/** Somebody has removed the run, or runs it again. */
function isTakenCareOf(error: unknown): boolean {
  return error instanceof DaggyError && (error.code === 'conflict' || error.code === 'run-not-found');
}
