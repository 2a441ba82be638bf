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
    try {
      const expired = expiredRuns(this.engine.index.oldestFirst(), this.config.retention, Date.now());
      for (const runID of expired) {
        if (this.stopped) return;
        await this.remove(runID);
      }
      if (expired.length > 0) this.logger.log(`${expired.length} finished runs were removed`);
    } catch (error) {
      // Tried again in a minute.
      this.logger.warn(`Finished runs cannot be removed: ${error instanceof Error ? error.message : String(error)}`);
    } finally {
      this.sweeping = false;
    }
  }

  /** Somebody may have removed it, or run it again, meanwhile. */
  private async remove(runID: number): Promise<void> {
    try {
      await this.engine.remove(runID);
    } catch (error) {
      if (!(error instanceof DaggyError) || (error.code !== 'conflict' && error.code !== 'run-not-found')) throw error;
    }
  }
}
