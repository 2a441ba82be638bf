import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Counter, Gauge, Registry } from 'prom-client';
import { Engine } from '#dag/engine/engine';
import type { Published } from '#dag/engine/feed';
import { RUN_STATES, type RunState } from '#dag/run/states';

/** Figures of the engine. Nothing that a user names is a label but pools, which the config names. */
@Injectable()
export class EngineMetrics implements OnModuleInit, OnApplicationShutdown {
  private readonly started: Counter;
  private readonly finished: Counter<'cause' | 'state'>;
  private stopListening: () => void = () => undefined;

  constructor(
    private readonly engine: Engine,
    registry: Registry,
  ) {
    const registers = [registry];
    this.started = new Counter({
      name: 'daggy_attempts_started_total',
      help: 'Attempts of tasks that were started.',
      registers,
    });
    this.finished = new Counter({
      name: 'daggy_attempts_finished_total',
      help: 'Attempts that have ended, by how, and by what their tasks became.',
      labelNames: ['cause', 'state'],
      registers,
    });
    this.gauges(registry);
  }

  onModuleInit(): void {
    this.stopListening = this.engine.feed.listen((changes) => this.count(changes));
  }

  onApplicationShutdown(): void {
    this.stopListening();
  }

  private count(changes: readonly Published[]): void {
    for (const { change } of changes) {
      if (change.type !== 'task') continue;
      if (change.state === 'RUNNING') this.started.inc();
      else if (change.cause !== undefined) this.finished.inc({ cause: change.cause, state: change.state });
    }
  }

  private gauges(registry: Registry): void {
    const { engine } = this;
    const registers = [registry];
    new Gauge({
      name: 'daggy_runs',
      help: 'Runs by state.',
      labelNames: ['state'],
      registers,
      collect() {
        const counts = new Map<RunState, number>(RUN_STATES.map((state) => [state, 0]));
        for (const { state } of engine.index.newestFirst()) counts.set(state, (counts.get(state) ?? 0) + 1);
        for (const [state, count] of counts) this.set({ state }, count);
      },
    });
    new Gauge({
      name: 'daggy_attempts_running',
      help: 'Attempts under way, by pool.',
      labelNames: ['pool'],
      registers,
      collect() {
        for (const { name, running } of engine.pools.all()) this.set({ pool: name }, running);
      },
    });
    new Gauge({
      name: 'daggy_tasks_waiting',
      help: 'Tasks that could start but for room, by pool.',
      labelNames: ['pool'],
      registers,
      collect() {
        for (const { name } of engine.pools.all()) this.set({ pool: name }, engine.waitingFor(name));
      },
    });
    new Gauge({
      name: 'daggy_store_trouble',
      help: '1 while the store takes nothing, else 0.',
      registers,
      collect() {
        this.set(engine.storeTrouble === undefined ? 0 : 1);
      },
    });
  }
}
