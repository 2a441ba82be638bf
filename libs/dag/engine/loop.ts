import type { Clock } from '../ports/clock';
import type { AttemptKey, AttemptOrder, Executor, Placer, StopCause } from '../ports/executor';
import { changesOf } from '../run/changes';
import { TaskCode } from '../run/states';
import type { SpecRules } from '../spec/rules';
import type { Admission } from './admission';
import type { Alarms } from './alarms';
import { bestCandidate, placeEach } from './dispatch';
import type { Feed } from './feed';
import { checkGenerated, readGenerated } from './generated';
import type { Journal } from './journal';
import type { LoadedRun } from './loaded-run';
import type { Arrived, Mailbox } from './mailbox';
import { nextOrder } from './order';
import { poolOf, type Recorder } from './recorder';
import type { Pool, Pools } from './pools';
import { isSuccess, onAttemptFinished } from './reactor/attempt-finished';
import { settle } from './reactor/settle';
import type { RunIndex } from './run-index';
import type { RunLibrary } from './run-library';

/** Tasks started in one turn at most: a turn must not hold up the server for long. */
const MOST_STARTS = 100;

/**
 * With many attempts under way, turns are apart: an append costs the machine more than the tasks in it, and other
 * attempts keep it busy meanwhile. Each attempt under way is worth a quarter of a millisecond, up to the most; a turn
 * comes at once when half of them have ended by then. A chain of tasks never waits for this.
 */
const MS_PER_ATTEMPT = 0.25;
const MOST_MS_APART = 5;

/** What the loop works with; all of it is owned by the engine. */
export interface LoopParts {
  readonly clock: Clock;
  readonly rules: SpecRules;
  readonly mailbox: Mailbox;
  readonly journal: Journal;
  readonly library: RunLibrary;
  readonly index: RunIndex;
  readonly pools: Pools;
  readonly alarms: Alarms;
  readonly admission: Admission;
  readonly recorder: Recorder;
  readonly feed: Feed;
}

/** What one turn asks of an executor once the turn is durable. */
interface Effects {
  readonly start: AttemptOrder[];
  readonly stop: Record<StopCause, AttemptKey[]>;
  readonly acknowledge: AttemptKey[];
}

/**
 * Turns: take what came in, let the reactor say what happens, record it, and only then act on it. One append is under
 * way at a time, so that what was acted on is always durable, and what came in meanwhile is recorded together.
 */
export class Loop {
  private readonly effects = new Map<Executor, Effects>();
  private dispatching = true;
  private closing = false;
  /** When the last turn began, ms since the epoch. */
  private lastTurn = 0;
  private done: Promise<void> = Promise.resolve();

  constructor(private readonly parts: LoopParts) {}

  start(onPanic?: (error: unknown) => void): void {
    this.done = this.turns();
    this.done.catch((error: unknown) => onPanic?.(error));
  }

  /** Starts nothing any more; what comes in is still recorded. */
  stopDispatching(): void {
    this.dispatching = false;
  }

  /** Ends when everything that came in is recorded. */
  async close(): Promise<void> {
    this.closing = true;
    this.parts.mailbox.ring();
    await this.done;
  }

  /** Asks for attempts to be ended, once everything recorded so far is durable. */
  stop(run: LoadedRun, keys: readonly AttemptKey[], cause: StopCause): void {
    for (const key of keys) this.effectsFor(run, key.task)?.stop[cause].push(key);
  }

  /** After something was recorded for this run: records its end when that was the last that could happen. */
  settle(run: LoadedRun): void {
    const end = settle(run.model, run.plan, this.parts.clock.now());
    if (end) this.parts.recorder.record(run, end);
  }

  private async turns(): Promise<void> {
    const { mailbox, clock } = this.parts;
    for (;;) {
      await mailbox.waitForMail();
      await clock.breathe();
      await this.gather();
      this.lastTurn = clock.now();
      const mail = mailbox.take();
      const answers = this.decide(mail.requests, mail.results);
      await this.commit();
      for (const answer of answers) answer();
      if (this.closing && mail.requests.length === 0 && mail.results.length === 0) return;
    }
  }

  private async gather(): Promise<void> {
    const { mailbox, clock, pools } = this.parts;
    const { running } = pools;
    const apart = Math.floor(Math.min(running * MS_PER_ATTEMPT, MOST_MS_APART));
    // Never longer than turns are apart, also when the clock was set back.
    const wait = Math.min(this.lastTurn + apart - clock.now(), apart);
    if (this.closing || mailbox.results >= running / 2 || wait <= 0) return;
    await clock.pause(wait);
  }

  private decide(requests: ReturnType<Mailbox['take']>['requests'], results: readonly Arrived[]): (() => void)[] {
    const now = this.parts.clock.now();
    const answers: (() => void)[] = [];
    for (const result of results) this.handleResult(result, now);
    this.handleAlarms(now);
    for (const request of requests) {
      try {
        answers.push(request.carryOut(now));
      } catch (error) {
        request.refuse(error);
      }
    }
    if (this.dispatching) {
      this.admit(now);
      this.dispatch(now);
    }
    return answers;
  }

  private handleResult({ key, result, generated }: Arrived, now: number): void {
    const { library, recorder, rules, pools, mailbox } = this.parts;
    const run = library.peek(key.runID);
    const current =
      run && run.model.tasks.state[key.task] === TaskCode.RUNNING && run.model.tasks.attempts[key.task] === key.attempt;
    if (!run || !current) {
      // Known already, or of a run that was removed: the executor may forget it.
      for (const pool of pools.all()) this.effectsOf(pool.executor).acknowledge.push(key);
      return;
    }
    const executor = pools.get(poolOf(run, key.task))?.executor;
    if (executor && !generated && isSuccess(result) && run.model.graph.templateOf(key.task).spec.isGenerator) {
      // Comes back with what the generator printed; until then the task is RUNNING.
      void readGenerated(executor, { key, result }).then((arrived) => mailbox.deliver([arrived]));
      return;
    }
    const checked = generated && checkGenerated(run.model, generated, rules);
    for (const event of onAttemptFinished(run.model, { ...key, result, generated: checked }, now)) {
      recorder.record(run, event);
    }
    if (executor) this.effectsOf(executor).acknowledge.push(key);
    this.settle(run);
  }

  private handleAlarms(now: number): void {
    for (const alarm of this.parts.alarms.takeDue(now)) {
      const run = this.parts.library.peek(alarm.runID);
      if (!run) continue;
      const { state, attempts } = run.model.tasks;
      if (alarm.kind === 'retry') {
        if (run.model.retryTimes.get(alarm.task) === alarm.time) run.plan.retryDue(alarm.task);
        this.settle(run);
      } else if (state[alarm.task] === TaskCode.RUNNING && attempts[alarm.task] === alarm.attempt) {
        this.stop(run, [alarm], 'timeout');
      }
    }
  }

  private admit(now: number): void {
    const { admission, recorder } = this.parts;
    for (let run = admission.next(); run; run = admission.next()) {
      recorder.record(run, { type: 'run-state', time: now, state: 'RUNNING' });
    }
  }

  private dispatch(now: number): void {
    const { pools, mailbox } = this.parts;
    let budget = MOST_STARTS;
    for (const pool of pools.inTurn()) {
      const { placer } = pool.executor;
      budget -= placer ? this.fillPlaces(pool, placer, budget, now) : this.fillSlots(pool, budget, now);
      if (budget === 0) return mailbox.ring();
    }
  }

  /** Returns how many were started. */
  private fillSlots(pool: Pool, most: number, now: number): number {
    let started = 0;
    for (; started < most && pool.running < pool.executor.slots; started++) {
      const candidate = bestCandidate(this.parts.admission.running, pool.name);
      if (!candidate) break;
      this.startAttempt(candidate.run, nextOrder(candidate.run, candidate.task), now);
    }
    return started;
  }

  /** Returns how many were started. */
  private fillPlaces(pool: Pool, placer: Placer, most: number, now: number): number {
    return placeEach(this.parts.admission.running, pool.name, most, ({ run, task }) => {
      const order = nextOrder(run, task);
      if (placer.place(order) !== undefined) return false;
      this.startAttempt(run, order, now);
      return true;
    });
  }

  private startAttempt(run: LoadedRun, order: AttemptOrder, now: number): void {
    const { task, attempt } = order;
    // Recorded before the executor is asked: a crash in between is settled by the attempt's key.
    this.parts.recorder.record(run, { type: 'attempt-started', time: now, task, attempt });
    this.effectsFor(run, task)?.start.push(order);
  }

  private async commit(): Promise<void> {
    const { journal, index, feed } = this.parts;
    if (!journal.isEmpty) {
      for (const { run } of journal.runs) {
        // Not one that was removed in this very turn.
        if (index.get(run.model.runID)) index.put(run.model.record());
      }
      const committed = await journal.commit();
      feed.publish(committed.flatMap(({ run, events }) => events.flatMap((event) => changesOf(run.model, event))));
    }
    this.act();
  }

  private act(): void {
    const effects = [...this.effects];
    this.effects.clear();
    for (const [executor, { start, stop, acknowledge }] of effects) {
      if (acknowledge.length > 0) executor.acknowledge(acknowledge);
      if (start.length > 0) executor.start(start);
      if (stop.killed.length > 0) executor.stop(stop.killed, 'killed');
      if (stop.timeout.length > 0) executor.stop(stop.timeout, 'timeout');
    }
  }

  private effectsFor(run: LoadedRun, task: number): Effects | undefined {
    const pool = this.parts.pools.get(poolOf(run, task));
    return pool && this.effectsOf(pool.executor);
  }

  private effectsOf(executor: Executor): Effects {
    let effects = this.effects.get(executor);
    if (!effects) {
      effects = { start: [], stop: { killed: [], timeout: [] }, acknowledge: [] };
      this.effects.set(executor, effects);
    }
    return effects;
  }
}
