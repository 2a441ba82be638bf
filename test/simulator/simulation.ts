import { DEFAULT_POOL } from '#dag/spec/dag-spec';
import { Engine } from '#dag/engine/engine';
import type { LoadedRun } from '#dag/engine/loaded-run';
import { foldRun } from '#dag/engine/run-library';
import type { RunModel } from '#dag/run/run-model';
import type { AttemptOrder } from '#dag/ports/executor';
import { MemoryLogger } from './memory-logger';
import { Life, mortal } from './mortal';
import { SimulatedExecutor, type Script } from './simulated-executor';
import type { SimulatedPlacer } from './simulated-placer';
import { VirtualClock } from './virtual-clock';

export interface SimulationOptions {
  readonly slots?: number;
  readonly maxRunningRuns?: number;
  readonly mostWeightInMemory?: number;
  readonly mostActiveWeight?: number;
  /** How long a stopped attempt takes to end, ms. */
  readonly stopMs?: number;
  /** Has a say in what starts, in place of slots. */
  readonly placer?: SimulatedPlacer;
  readonly scriptOf?: (order: AttemptOrder) => Script;
}

export const SUCCEEDS: Script = { durationMs: 1, outcome: { cause: 'exit', rc: 0 } };
export const FAILS: Script = { durationMs: 1, outcome: { cause: 'exit', rc: 1 } };

/** The whole engine in a simulated world: virtual time, scripted attempts, a store that can fail, crashes. */
export class Simulation {
  readonly clock = new VirtualClock();
  readonly logger = new MemoryLogger(this.clock);
  readonly executor: SimulatedExecutor;
  engine: Engine;
  /** Of the engine at hand. */
  life = new Life();

  private constructor(private readonly options: SimulationOptions) {
    const { slots = 10, scriptOf = () => SUCCEEDS, stopMs, placer } = options;
    this.executor = new SimulatedExecutor(this.clock, slots, scriptOf, stopMs, placer);
    this.engine = this.makeEngine();
  }

  static async open(options: SimulationOptions = {}): Promise<Simulation> {
    const simulation = new Simulation(options);
    await simulation.engine.open();
    return simulation;
  }

  /** Submits a definition in the product's own JSON; resolves to its id. */
  async submit(definition: object): Promise<number> {
    const submitted = this.engine.submit(JSON.stringify(definition));
    await this.clock.settle();
    return (await submitted).runID;
  }

  /** Submits and waits for the end of everything. */
  async runToEnd(definition: object): Promise<number> {
    const runID = await this.submit(definition);
    await this.clock.run();
    return runID;
  }

  /** The engine goes away without a word, and another one takes over. */
  async crash(): Promise<void> {
    this.life.end();
    this.executor.disconnect();
    this.life = new Life();
    this.engine = this.makeEngine();
    await this.engine.open();
  }

  async states(runID: number): Promise<Record<string, string>> {
    const { model } = await this.engine.run(runID);
    const names = Array.from({ length: model.tasks.count }, (_, task) => task);
    return Object.fromEntries(names.map((task) => [model.graph.nameOf(task), model.tasks.stateOf(task)]));
  }

  async state(runID: number): Promise<string> {
    return (await this.engine.run(runID)).model.state;
  }

  /** The run as the engine has it in memory at this moment. */
  peek(runID: number): RunModel {
    const run = this.engine.peek(runID);
    if (!run) throw new Error(`run ${runID} is not in memory`);
    return run.model;
  }

  /** The run made anew from what is stored. */
  async fold(runID: number): Promise<LoadedRun> {
    return foldRun(runID, await this.logger.read(runID));
  }

  private makeEngine(): Engine {
    const { maxRunningRuns = 50, mostWeightInMemory = 1000, mostActiveWeight = Infinity } = this.options;
    return new Engine({
      logger: mortal(this.logger, this.life),
      executors: new Map([[DEFAULT_POOL, mortal(this.executor, this.life)]]),
      clock: this.clock,
      limits: { maxTasks: 10_000 },
      maxRunningRuns,
      mostWeightInMemory,
      mostActiveWeight,
    });
  }
}
