import type { AttemptKey, AttemptOrder, FinishedAttempt, StopCause } from '#dag/ports/executor';
import type { RunnerTaskBrief, StartTasksAnswer } from '#wire/runner';
import { stoppedBeforeStart } from '../results';
import { Adoption } from './adoption';
import { fetchOutput, type OutputPlace } from './fetch-output';
import type { NotedInstances } from './noted-instances';
import { adoptedAttempt, newAttempt, type RemoteAttempt } from './remote-attempt';
import type { Runner } from './runner';
import { inWords, type RunnerFleet } from './runner-fleet';
import type { LinkEvents, RunnerLink } from './runner-link';
import { finishedAttempt, withoutEnd } from './runner-result';
import { Reports } from './reports';
import { type TaskIDs, textOf } from './task-ids';
import { WaitingLine } from './waiting-line';

export interface RemoteOptions {
  readonly ids: TaskIDs;
  readonly output: OutputPlace;
  readonly noted: NotedInstances;
  readonly lostAfterMs: number;
  readonly log: (message: string) => void;
}

export interface RemoteEvents {
  /** Never called from within a method, nor is the next. */
  finished(results: readonly FinishedAttempt[]): void;
  capacityChanged(): void;
}

/** Attempts at runners: each is where it was placed until it is reported, and at its runner until that is acknowledged. */
export class RemoteAttempts implements LinkEvents {
  private links = new Map<Runner, RunnerLink>();
  /** By key: room is kept for them, and they are to be started when that is recorded. */
  private readonly promised = new Map<string, RemoteAttempt>();
  /** By key: started or adopted, and not reported. */
  private readonly live = new Map<string, RemoteAttempt>();
  /** Those of them that no runner has room for, in their order. */
  private readonly waiting = new WaitingLine();
  private readonly reports: Reports;
  private adoption: Adoption | undefined;
  /** Somebody was told that there is no room. */
  private isWanted = false;
  private freeing: NodeJS.Immediate | undefined;
  private readonly closing = new AbortController();
  private closed: Promise<void> | undefined;
  private onceEmpty: (() => void) | undefined;

  constructor(
    private readonly options: RemoteOptions,
    private readonly fleet: RunnerFleet,
    private readonly events: RemoteEvents,
  ) {
    this.reports = new Reports((results) => {
      events.finished(results);
      if (this.live.size === 0) this.onceEmpty?.();
    });
  }

  open(links: readonly RunnerLink[]): void {
    this.links = new Map(links.map((link) => [link.runner, link]));
    for (const link of links) link.open();
  }

  /** Keeps room for an order that was checked; or says why there is none. What fits nowhere needs none: see `start`. */
  place(order: AttemptOrder): string | undefined {
    const text = textOf(order);
    if (this.isKnown(text) || this.promised.has(text)) return undefined;
    const attempt = newAttempt(order, this.options.ids);
    if (this.fleet.isTooBig(attempt.demand)) return undefined;
    if (this.fleet.place(attempt)) {
      this.promised.set(text, attempt);
      return undefined;
    }
    this.isWanted = true;
    this.lookSooner();
    return this.fleet.noteObstacle(attempt.demand);
  }

  /** Orders that were checked. */
  start(orders: readonly AttemptOrder[]): void {
    const placed: RemoteAttempt[] = [];
    for (const order of orders) {
      const text = textOf(order);
      if (this.isKnown(text)) continue;
      const attempt = this.promised.get(text) ?? newAttempt(order, this.options.ids);
      this.promised.delete(text);
      this.live.set(text, attempt);
      if (attempt.stage === 'placed') placed.push(attempt);
      else this.waiting.add(attempt);
    }
    this.send(placed);
    this.placeWaiting();
  }

  stop(keys: readonly AttemptKey[], cause: StopCause): void {
    for (const key of keys) {
      const text = textOf(key);
      const unsettled = this.adoption?.get(text);
      if (unsettled) unsettled.stopCause ??= cause;
      const attempt = this.live.get(text);
      if (!attempt || attempt.stopCause) continue;
      attempt.stopCause = cause;
      this.carryOutStop(attempt, cause);
    }
  }

  acknowledge(keys: readonly AttemptKey[]): void {
    this.reports.acknowledge(keys);
  }

  /** Resolves when each runner has told what it has, or could not be reached: then the rest is waited for. */
  async adopt(orders: readonly AttemptOrder[]): Promise<void> {
    const adoption = new Adoption(orders, this.links.keys());
    this.adoption = adoption;
    for (const link of this.links.values()) link.recount();
    await adoption.allAsked();
    if (!adoption.isOpen) this.settleRest();
    this.options.noted.begin(this.instances());
  }

  /** Where an attempt is now, and its id there; undefined when it is at no runner. */
  placeOf(key: AttemptKey): { readonly link: RunnerLink; readonly taskID: string } | undefined {
    const attempt = this.live.get(textOf(key));
    const link = attempt?.runner && this.links.get(attempt.runner);
    return attempt && link && attempt.stage !== 'placed' ? { link, taskID: attempt.taskID } : undefined;
  }

  /** `stop`: ends everything and resolves when all of it was reported. `leave`: it all goes on. */
  close(mode: 'stop' | 'leave'): Promise<void> {
    return (this.closed ??= this.shut(mode));
  }

  private async shut(mode: 'stop' | 'leave'): Promise<void> {
    if (mode === 'stop') {
      this.stop(
        Array.from(this.live.values(), ({ key }) => key),
        'killed',
      );
      this.settleRest();
      if (this.live.size > 0) await new Promise<void>((resolve) => (this.onceEmpty = resolve));
    }
    this.closing.abort();
    this.reports.deliverNow();
    await Promise.all(Array.from(this.links.values(), (link) => link.close()));
  }

  heard(link: RunnerLink, isNew: boolean): void {
    if (isNew) {
      this.options.noted.changed(link.runner.url);
      this.lose(link.runner, 'the runner was restarted while it ran');
    }
    this.roomChanged();
  }

  notHeard(link: RunnerLink): void {
    const { state, trouble } = link.runner;
    this.adoption?.asked(link.runner);
    if (state === 'lost') {
      this.lose(link.runner, `the runner could not be reached for ${this.options.lostAfterMs / 1000} s: ${trouble}`);
      if (this.adoption?.settled(link.runner)) this.settleRest();
    }
    this.roomChanged();
  }

  listed(link: RunnerLink, tasks: readonly RunnerTaskBrief[], expected: ReadonlySet<RemoteAttempt> | undefined): void {
    const stale: string[] = [];
    const missing = new Set(expected);
    for (const task of tasks) {
      const attempt = this.attemptOf(link, task);
      if (attempt) {
        missing.delete(attempt);
        if (task.state === 'FINISHED') this.ended(link, attempt, task);
        else this.confirm(link, attempt);
      } else if (!this.isReported(link, task.taskID)) {
        stale.push(task.taskID);
      }
    }
    for (const attempt of missing) {
      if (attempt.stage !== 'running') continue;
      // Somebody else has removed it: from now on, what this runner does not know may have run there.
      this.options.noted.changed(link.runner.url);
      this.reportLost(attempt, 'the runner does not know it any more');
    }
    if (this.adoption) link.forget(stale);
    if (expected && this.adoption?.settled(link.runner)) this.settleRest();
    this.roomChanged();
  }

  answered(link: RunnerLink, batch: readonly RemoteAttempt[], { items }: StartTasksAnswer): void {
    batch.forEach((attempt, index) => {
      if (attempt.stage !== 'sent') return;
      const { status, message } = items[index];
      switch (status) {
        case 'started':
          return this.confirm(link, attempt);
        case 'rejected':
          return this.rejected(link, attempt, message);
        case 'no-room':
          link.runner.remove(attempt);
          link.runner.refused(attempt.demand);
          return this.again(attempt);
      }
    });
    this.roomChanged();
  }

  unsent(link: RunnerLink, attempts: readonly RemoteAttempt[]): void {
    for (const attempt of attempts) {
      link.runner.remove(attempt);
      this.again(attempt);
    }
    this.placeWaiting();
  }

  rejected(link: RunnerLink, attempt: RemoteAttempt, message: string): void {
    this.finish(attempt, withoutEnd(attempt.key, 'rejected', `on ${link.runner.url}: ${message}`));
  }

  isWaitedFor(): boolean {
    return this.isWanted || this.waiting.size > 0;
  }

  fenced(): void {
    if (this.closing.signal.aborted) return;
    this.options.log('another daggyd has taken the runners over for the same store: nothing more is done here');
    this.closing.abort();
    this.live.clear();
    this.waiting.clear();
    this.onceEmpty?.();
    for (const link of this.links.values()) void link.close();
  }

  private isKnown(text: string): boolean {
    return this.live.has(text) || this.reports.has(text);
  }

  /** The attempt that a task at a runner is; one of a former owner becomes ours. */
  private attemptOf(link: RunnerLink, { taskID, cores, memoryMB }: RunnerTaskBrief): RemoteAttempt | undefined {
    const key = this.options.ids.read(taskID);
    if (!key) return undefined;
    const text = textOf(key);
    const unsettled = this.adoption?.take(text);
    if (unsettled) {
      const taken = adoptedAttempt(key, taskID, { cores, memoryMB }, unsettled.stopCause);
      link.runner.add(taken, 'sent');
      this.live.set(text, taken);
    }
    const attempt = this.live.get(text);
    return attempt?.taskID === taskID && attempt.runner === link.runner ? attempt : undefined;
  }

  private isReported(link: RunnerLink, taskID: string): boolean {
    const key = this.options.ids.read(taskID);
    return key !== undefined && this.reports.isAt(textOf(key), link, taskID);
  }

  private send(placed: readonly RemoteAttempt[]): void {
    const byRunner = new Map<Runner, RemoteAttempt[]>();
    for (const attempt of placed) {
      if (!attempt.runner) continue;
      const attempts = byRunner.get(attempt.runner);
      if (attempts) attempts.push(attempt);
      else byRunner.set(attempt.runner, [attempt]);
    }
    for (const [runner, attempts] of byRunner) this.links.get(runner)?.start(attempts);
  }

  private roomChanged(): void {
    this.fleet.changed();
    this.placeWaiting();
    if (!this.isWanted) return;
    this.isWanted = false;
    setImmediate(() => {
      if (!this.closing.signal.aborted) this.events.capacityChanged();
    });
  }

  /** Those that are recorded as started come before those that are not. */
  private placeWaiting(): void {
    const { placed, tooBig } = this.waiting.serve(this.fleet);
    for (const attempt of tooBig) {
      const reason = `no runner could ever take ${inWords(attempt.demand)}: ${this.fleet.describeTotals()}`;
      this.finish(attempt, withoutEnd(attempt.key, 'rejected', reason));
    }
    this.send(placed);
    if (this.waiting.size > 0) this.lookSooner();
  }

  private lookSooner(): void {
    for (const link of this.links.values()) link.lookSooner();
  }

  /** It is at no runner, and can be started at any. */
  private again(attempt: RemoteAttempt): void {
    attempt.runner = undefined;
    attempt.stage = 'waiting';
    if (attempt.stopCause) this.carryOutStop(attempt, attempt.stopCause);
    else this.waiting.add(attempt);
  }

  private carryOutStop(attempt: RemoteAttempt, cause: StopCause): void {
    const link = attempt.runner && this.links.get(attempt.runner);
    switch (attempt.stage) {
      case 'placed':
        link?.withdraw(attempt);
        return this.finish(attempt, stoppedBeforeStart(attempt.key, cause));
      case 'waiting':
        this.waiting.remove(attempt);
        return this.finish(attempt, stoppedBeforeStart(attempt.key, cause));
      case 'running':
        return link?.stop(attempt.taskID, cause);
      case 'sent':
      case 'ended':
        // The first is stopped when its runner says that it has it.
        return;
    }
  }

  private confirm(link: RunnerLink, attempt: RemoteAttempt): void {
    if (attempt.stage !== 'sent') return;
    link.runner.add(attempt, 'running');
    if (attempt.stopCause) link.stop(attempt.taskID, attempt.stopCause);
  }

  private ended(link: RunnerLink, attempt: RemoteAttempt, brief: RunnerTaskBrief): void {
    if (attempt.stage === 'ended') return;
    link.runner.remove(attempt);
    attempt.stage = 'ended';
    const { output } = this.options;
    if (brief.outputBytes + brief.errorBytes === 0) {
      this.finish(attempt, finishedAttempt(attempt, brief, { truncated: false }));
      return;
    }
    void fetchOutput(attempt, brief, link, output, this.closing.signal).then((fetched) => {
      if (fetched) this.finish(attempt, finishedAttempt(attempt, brief, fetched));
    });
  }

  /** Nobody can know what became of what this runner had; what was not sent goes elsewhere. */
  private lose(runner: Runner, reason: string): void {
    for (const attempt of [...runner.attempts]) {
      if (attempt.stage !== 'placed') {
        this.reportLost(attempt, reason);
        continue;
      }
      // Only promised: it is placed anew when it is started.
      runner.remove(attempt);
      if (this.live.has(textOf(attempt.key))) this.again(attempt);
      else this.promised.delete(textOf(attempt.key));
    }
  }

  private reportLost(attempt: RemoteAttempt, reason: string): void {
    this.finish(attempt, withoutEnd(attempt.key, 'lost', `on ${attempt.runner?.url}: ${reason}`));
  }

  /** Its only result. */
  private finish(attempt: RemoteAttempt, result: FinishedAttempt): void {
    const text = textOf(attempt.key);
    if (this.live.get(text) !== attempt) return;
    const { runner, taskID } = attempt;
    const link = runner && this.links.get(runner);
    if (runner?.attempts.has(attempt)) this.free(runner, attempt);
    attempt.stage = 'ended';
    this.live.delete(text);
    this.reports.add(result, link && { link, taskID });
  }

  /** Others get its room in the next turn, when all that ends in this one has ended. */
  private free(runner: Runner, attempt: RemoteAttempt): void {
    runner.remove(attempt);
    this.freeing ??= setImmediate(() => {
      this.freeing = undefined;
      if (!this.closing.signal.aborted) this.roomChanged();
    });
  }

  /** All runners were heard, or waited for in vain: what none of them has is nowhere. */
  private settleRest(): void {
    const absent = this.fleet.runners.filter(({ state }) => state !== 'up').map(({ url }) => url);
    const haveAllTold = absent.length === 0 && !this.adoption?.isOpen;
    const areUnsent = haveAllTold && this.options.noted.proveUnsent(this.instances());
    const settlement = this.adoption?.settleRest(areUnsent, absent);
    for (const result of settlement?.results ?? []) this.reports.add(result);
    this.start(settlement?.orders ?? []);
  }

  private instances(): Map<string, string | undefined> {
    return new Map(this.fleet.runners.map(({ url, instance }) => [url, instance]));
  }
}
