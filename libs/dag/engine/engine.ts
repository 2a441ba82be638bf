import { DaggyError } from '../errors';
import type { Clock } from '../ports/clock';
import type { AttemptOrder, Executor, FinishedAttempt } from '../ports/executor';
import type { Ownership } from '../ports/ownership';
import type { StateLogger } from '../ports/state-logger';
import type { Attempt } from '../run/attempt-table';
import type { AttemptResult } from '../run/outcome';
import type { Idempotency } from '../run/run-record';
import { RunModel } from '../run/run-model';
import { isFinal, TaskCode, type RunState } from '../run/states';
import type { DagSpec } from '../spec/dag-spec';
import { readDagSpec } from '../spec/read-dag-spec';
import type { SpecLimits, SpecRules } from '../spec/rules';
import { Admission } from './admission';
import { Alarms } from './alarms';
import { explain, type Waiting } from './explain';
import { Feed } from './feed';
import { Health, type HealthListeners } from './health';
import { Journal, STORE_RETRY_MS } from './journal';
import { LoadedRun } from './loaded-run';
import { Loop } from './loop';
import { Mailbox } from './mailbox';
import { currentOrder } from './order';
import { Pools, type Pool } from './pools';
import { tasksIn, type Decision } from './reactor/decision';
import { onKillRun, onPauseRun, onResumeRun, onRetryRun } from './reactor/run-commands';
import type { TasksDecision } from './reactor/task-commands';
import { poolOf, Recorder } from './recorder';
import { RunIndex } from './run-index';
import { RunLibrary } from './run-library';

export interface EngineOptions extends HealthListeners {
  readonly logger: StateLogger;
  /** By pool name; one of them is the default pool. */
  readonly executors: ReadonlyMap<string, Executor>;
  readonly clock: Clock;
  readonly limits: SpecLimits;
  /** Most runs in RUNNING at once. */
  readonly maxRunningRuns: number;
  /** Finished runs stay in memory as long as all runs there weigh no more than this (RunModel.weight). */
  readonly mostWeightInMemory: number;
  /** A run is taken in only as long as all unfinished ones together weigh no more than this; a single one always is. */
  readonly mostActiveWeight: number;
}

/** The answer to a submission. */
export interface Submitted {
  readonly runID: number;
  readonly state: RunState;
  readonly taskCount: number;
  /** False when the idempotency key was known: the run is the first one. */
  readonly created: boolean;
}

export type RunCommand = 'kill' | 'pause' | 'resume' | 'retry';

export interface RunChanged {
  readonly state: RunState;
  /** Tasks whose state changed, or will when their attempts have been stopped. */
  readonly changed: number;
}

/** Runs DAG runs: what the server, its controllers and the tests talk to. */
export class Engine {
  readonly index = new RunIndex();
  readonly feed = new Feed();
  readonly pools: Pools;
  readonly rules: SpecRules;
  private readonly clock: Clock;
  private readonly library: RunLibrary;
  private readonly health: Health;
  private readonly journal: Journal;
  private readonly mailbox = new Mailbox();
  private readonly recorder: Recorder;
  private readonly alarms: Alarms;
  private readonly loop: Loop;
  private nextRunID = 1;
  private accepting = false;

  constructor(private readonly options: EngineOptions) {
    const { logger, clock, executors, limits } = options;
    this.clock = clock;
    this.pools = new Pools(executors);
    this.rules = { pools: this.pools.checks(), limits };
    this.library = new RunLibrary(logger, this.index, options.mostWeightInMemory);
    this.health = new Health(options);
    this.journal = new Journal(logger, clock, this.health);
    const admission = new Admission(options.maxRunningRuns);
    this.alarms = new Alarms(
      clock,
      ({ runID, task, kind }) => {
        const code = this.library.peek(runID)?.model.tasks.state[task];
        return code === (kind === 'retry' ? TaskCode.RETRY : TaskCode.RUNNING);
      },
      () => this.mailbox.ring(),
    );
    this.recorder = new Recorder(this.journal, this.pools, this.alarms, admission);
    const { rules, mailbox, journal, library, index, pools, alarms, recorder, feed } = this;
    this.loop = new Loop({ clock, rules, mailbox, journal, library, index, pools, alarms, admission, recorder, feed });
  }

  /**
   * Opens store and executors and takes up every unfinished run. Rejects with a message for people; a store that cannot be
   * reached is waited for, and `onWaiting` told each time what it says. Resolves to what makes this one its owner.
   */
  async open(onWaiting?: (reason: string) => void): Promise<Ownership> {
    const { logger } = this.options;
    const { nextRunID, records, storeID, fencingToken } = await this.untilAvailable(
      () => logger.open(this.health),
      onWaiting,
    );
    this.nextRunID = nextRunID;
    for (const record of records) this.index.put(record);
    const listener = {
      finished: (results: readonly FinishedAttempt[]) => this.mailbox.deliver(results),
      capacityChanged: () => this.mailbox.ring(),
    };
    for (const { executor } of this.pools.all()) await executor.open(listener, { storeID, fencingToken });
    const orders = new Map<Executor, AttemptOrder[]>();
    for (const { executor } of this.pools.all()) orders.set(executor, []);
    for (const { runID } of [...this.index.unfinished()]) {
      const run = await this.untilAvailable(() => this.library.get(runID), onWaiting);
      await this.takeUp(run, orders);
    }
    const isKnown = (runID: number): boolean => this.index.get(runID) !== undefined;
    for (const [executor, running] of orders) await executor.adopt(running, isKnown);
    this.accepting = true;
    this.loop.start((error) => this.health.panic(error));
    this.mailbox.ring();
    return { storeID, fencingToken };
  }

  /**
   * Stops intake and dispatching; with `stop` ends all that runs, with `leave` leaves it to executors that can; records
   * what is known by then.
   */
  async close(mode: 'stop' | 'leave'): Promise<void> {
    this.accepting = false;
    this.loop.stopDispatching();
    const left = mode === 'leave' && this.options.logger.durable;
    await Promise.all(
      [...this.pools.all()].map(({ executor }) => executor.close(left && executor.survivesRestart ? 'leave' : 'stop')),
    );
    await this.loop.close();
    this.alarms.close();
    await this.options.logger.close();
  }

  /** Why nothing can be recorded at present; undefined when all is well. */
  get storeTrouble(): string | undefined {
    return this.health.storeTrouble;
  }

  /** The store is another daggyd's, or gone: what is in memory here may be true nowhere. */
  get fenced(): DaggyError | undefined {
    return this.health.lost;
  }

  /** Resolves when everything that can be seen now is durable. */
  durable(): Promise<void> {
    return this.journal.durable();
  }

  /** Resolves when everything that can be seen now is durable, or when the store has just refused to make it so. */
  recorded(): Promise<void> {
    return this.journal.tried();
  }

  /** Checks a definition; throws `invalid-definition` with every problem. */
  check(document: string): DagSpec {
    const spec = readDagSpec(document, this.rules);
    if (spec.ok) return spec.value;
    const count = spec.problems.length;
    throw new DaggyError(
      'invalid-definition',
      `The definition has ${count === 1 ? 'a problem' : `${count} problems`}.`,
      spec.problems,
    );
  }

  /** Takes a run in. Resolves when that is durable. */
  async submit(document: string, idempotency?: Idempotency): Promise<Submitted> {
    const known = idempotency && this.knownSubmission(idempotency);
    if (known) {
      await this.journal.durable();
      return known;
    }
    const spec = this.check(document);
    return this.ask((now) => {
      // The same key may have come in while this one waited.
      const first = idempotency && this.knownSubmission(idempotency);
      if (first) return first;
      const model = new RunModel(this.nextRunID, spec, idempotency);
      this.refuseOverload(model.weight);
      const run = new LoadedRun(model);
      this.nextRunID++;
      this.recorder.record(run, { type: 'submitted', time: now }, document);
      this.library.add(run);
      this.index.put(run.model.record());
      return { runID: run.model.runID, state: run.model.state, taskCount: run.model.tasks.count, created: true };
    });
  }

  private refuseOverload(weight: number): void {
    const active = this.library.activeWeight();
    if (active === 0 || active + weight <= this.options.mostActiveWeight) return;
    throw new DaggyError(
      'overloaded',
      'The unfinished runs take as much memory as they may; submit again when one has ended.',
    );
  }

  private knownSubmission({ key, bodyHash }: Idempotency): Submitted | undefined {
    const record = this.index.withIdempotencyKey(key);
    if (!record) return undefined;
    if (record.idempotency?.bodyHash !== bodyHash) {
      throw new DaggyError(
        'idempotency-mismatch',
        `The Idempotency-Key was used for run ${record.runID} with another body; use a new key.`,
      );
    }
    return { runID: record.runID, state: record.state, taskCount: record.taskCount, created: false };
  }

  /** A run that is in memory already. */
  peek(runID: number): LoadedRun | undefined {
    return this.library.peek(runID);
  }

  /** A run for looking at. Rejects with `run-not-found`. */
  run(runID: number): Promise<LoadedRun> {
    return this.library.get(runID);
  }

  /** A run's definition as it was submitted. */
  async document(runID: number): Promise<string> {
    if (!this.index.get(runID)) throw noSuchRun(runID);
    await this.journal.tried();
    if (this.health.refusal) throw this.health.refusal;
    return (await this.options.logger.read(runID)).document;
  }

  changeRun(runID: number, command: RunCommand): Promise<RunChanged> {
    return this.askOf(runID, (run, now) => {
      const { changed } = this.obey(run, this.decideRun(run, command, now));
      return () => ({ state: run.model.state, changed });
    });
  }

  private decideRun(run: LoadedRun, command: RunCommand, now: number): Decision {
    switch (command) {
      case 'kill':
        return onKillRun(run.model, now);
      case 'pause':
        return onPauseRun(run.model, now);
      case 'resume':
        return onResumeRun(run.model, now);
      case 'retry':
        return onRetryRun(run.model, run.plan, now);
    }
  }

  /** Carries out what a reactor function decides for tasks of a run; answers with that decision when it is durable. */
  changeTasks(runID: number, decide: (run: LoadedRun, now: number) => TasksDecision): Promise<TasksDecision> {
    return this.askOf(runID, (run, now) => {
      const decision = this.obey(run, decide(run, now));
      return () => decision;
    });
  }

  /** Removes a finished run with its output. */
  async remove(runID: number): Promise<void> {
    const record = await this.ask(() => {
      // One that is not in memory has ended, and need not be read from the store only to be forgotten.
      const model = this.library.peek(runID)?.model;
      const last = model?.record() ?? this.index.get(runID);
      if (!last) throw noSuchRun(runID);
      const { state } = last;
      if (!isFinal(state) || (model && model.running > 0)) {
        throw new DaggyError(
          'conflict',
          `Run ${runID} is ${state}: only a finished run can be removed; kill it first.`,
        );
      }
      this.index.remove(runID);
      this.library.remove(runID);
      return last;
    });
    try {
      await this.options.logger.remove([runID]);
    } catch (error) {
      this.index.put(record);
      throw error;
    }
    for (const { executor } of this.pools.all()) await executor.removeRuns([runID]);
    this.feed.publish([{ type: 'run-removed', time: this.clock.now(), runID }]);
  }

  explain(run: LoadedRun, task: number): Waiting | undefined {
    return explain(run, task, this.pools);
  }

  /** The pool that a task's attempts run in; it may no longer be configured. */
  poolOf(run: LoadedRun, task: number): Pool | undefined {
    return this.pools.get(poolOf(run, task));
  }

  /** What an executor says of an attempt of its pool: of one that has ended how it did, of another one where it is. */
  executorLog(run: LoadedRun, { task, attempt, stopTime, executorLog }: Attempt): string {
    if (stopTime !== undefined) return executorLog;
    const key = { runID: run.model.runID, task, attempt };
    return this.poolOf(run, task)?.executor.whereabouts?.(key) ?? '';
  }

  /** Tasks that could start now if the pool had room. */
  waitingFor(pool: string): number {
    let waiting = 0;
    for (const run of this.library.active()) {
      if (run.model.state === 'RUNNING' && !run.model.stopping) waiting += run.plan.readyFor(pool);
    }
    return waiting;
  }

  private obey<T extends Decision>(run: LoadedRun, decision: T): T {
    for (const event of decision.events) this.recorder.record(run, event);
    for (const key of decision.stop) this.loop.stop(run, [key], 'killed');
    this.loop.settle(run);
    return decision;
  }

  private async askOf<T>(runID: number, carryOut: (run: LoadedRun, now: number) => () => T): Promise<T> {
    const run = await this.library.get(runID);
    run.awaited++;
    try {
      const answer = await this.ask((now) => {
        if (!this.index.get(runID)) throw noSuchRun(runID);
        return carryOut(run, now);
      });
      return answer();
    } finally {
      run.awaited--;
    }
  }

  private ask<T>(carryOut: (now: number) => T): Promise<T> {
    if (!this.accepting)
      return Promise.reject(new DaggyError('shutting-down', 'daggyd is shutting down and takes nothing in any more.'));
    if (this.health.refusal) return Promise.reject(this.health.refusal);
    return new Promise<T>((resolve, refuse) => {
      this.mailbox.ask({
        carryOut: (now) => {
          const answer = carryOut(now);
          return () => resolve(answer);
        },
        refuse,
      });
    });
  }

  private async untilAvailable<T>(ask: () => Promise<T>, onWaiting?: (reason: string) => void): Promise<T> {
    for (;;) {
      try {
        return await ask();
      } catch (error) {
        if (!(error instanceof DaggyError) || error.code !== 'store-unavailable') throw error;
        onWaiting?.(error.message);
        await this.clock.pause(STORE_RETRY_MS);
      }
    }
  }

  /** Goes on with an unfinished run of an earlier daggyd; adds its attempts under way to the orders of their executors. */
  private async takeUp(run: LoadedRun, orders: ReadonlyMap<Executor, AttemptOrder[]>): Promise<void> {
    const { model } = run;
    this.recorder.takeUp(run);
    for (const task of tasksIn(model, TaskCode.RUNNING)) {
      this.recorder.attemptRuns(run, task);
      const executor = this.poolOf(run, task)?.executor;
      const order = currentOrder(run, task);
      if (!executor) this.mailbox.deliver([{ key: order, result: poolIsGone(poolOf(run, task), this.clock.now()) }]);
      else orders.get(executor)?.push(order);
      if (model.stopping || model.stoppingTasks.has(task)) this.loop.stop(run, [order], 'killed');
    }
    this.loop.settle(run);
    await this.clock.breathe();
  }
}

function noSuchRun(runID: number): DaggyError {
  return new DaggyError('run-not-found', `There is no run ${runID}.`);
}

function poolIsGone(pool: string, now: number): AttemptResult {
  const executorLog = `pool ${pool} is not configured any more, so that nobody can know how the attempt ended`;
  const outcome = { cause: 'lost' } as const;
  return { outcome, startTime: now, stopTime: now, outputBytes: 0, errorBytes: 0, truncated: false, executorLog };
}
