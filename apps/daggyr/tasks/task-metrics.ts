import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Counter, Gauge, Registry } from 'prom-client';
import { Tasks } from './tasks';

/** Figures of the runner. Nothing that a client names is a label. */
@Injectable()
export class TaskMetrics implements OnModuleInit, OnApplicationShutdown {
  private readonly finished: Counter<'cause'>;
  private stopListening: () => void = () => undefined;

  constructor(
    private readonly tasks: Tasks,
    registry: Registry,
  ) {
    const { table } = tasks;
    const registers = [registry];
    this.finished = new Counter({
      name: 'daggy_runner_tasks_finished_total',
      help: 'Tasks that have ended, by how.',
      labelNames: ['cause'],
      registers,
    });
    new Gauge({
      name: 'daggy_runner_tasks_running',
      help: 'Tasks that take their share of the capacity.',
      registers,
      collect() {
        this.set(table.live);
      },
    });
    const amounts = { labelNames: ['measure'], registers } as const;
    new Gauge({
      ...amounts,
      name: 'daggy_runner_capacity',
      help: 'What tasks may use together.',
      collect() {
        for (const [measure, amount] of Object.entries(table.total)) this.set({ measure }, amount);
      },
    });
    new Gauge({
      ...amounts,
      name: 'daggy_runner_capacity_free',
      help: 'What of it no task takes.',
      collect() {
        for (const [measure, amount] of Object.entries(table.free)) this.set({ measure }, amount);
      },
    });
  }

  onModuleInit(): void {
    this.stopListening = this.tasks.changes.listen((ended) => {
      for (const { end } of ended) this.finished.inc({ cause: end?.result.outcome.cause });
    });
  }

  onApplicationShutdown(): void {
    this.stopListening();
  }
}
