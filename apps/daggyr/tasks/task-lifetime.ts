import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Readiness } from '#server/probes/readiness';
import { Shutdown } from '#server/process/shutdown';
import { ExitCode, StartupError } from '#server/process/startup-error';
import { Tasks } from './tasks';

/** Makes tasks possible before requests are answered, and ends them all when the server stops. */
@Injectable()
export class TaskLifetime implements OnModuleInit, OnApplicationShutdown {
  private closing?: Promise<void>;

  constructor(
    private readonly tasks: Tasks,
    private readonly shutdown: Shutdown,
    private readonly readiness: Readiness,
  ) {}

  async onModuleInit(): Promise<void> {
    try {
      await this.tasks.open();
    } catch (error) {
      throw new StartupError(error instanceof Error ? error.message : String(error), ExitCode.Failure);
    }
    this.readiness.add('tasks', () => this.tasks.table.shortage);
    // At once, beside the requests that are still under way: stopping tasks may take as long as their grace.
    this.shutdown.signal.addEventListener('abort', () => void this.close().catch(() => undefined), { once: true });
  }

  /** Awaited by whoever stops the server; a failure shows here. */
  onApplicationShutdown(): Promise<void> {
    return this.close();
  }

  private close(): Promise<void> {
    this.closing ??= this.tasks.close();
    return this.closing;
  }
}
