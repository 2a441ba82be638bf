import type { AttemptKey, AttemptOrder, FinishedAttempt, StopCause } from '#dag/ports/executor';
import type { RunnerTaskBrief, StartTasksAnswer } from '#wire/runner';
import { lostAttempt, rejectedAttempt, stoppedBeforeStart } from '../results';
import { fetchOutput, type OutputPlace } from './fetch-output';
import type { NotedInstances } from './noted-instances';
import { adoptedAttempt, newAttempt, type RemoteAttempt } from './remote-attempt';
import type { Runner } from './runner';
import { inWords, type RunnerFleet } from './runner-fleet';
import type { LinkEvents, RunnerLink } from './runner-link';
import { finishedAttempt } from './runner-result';
import { Reports } from './reports';
import { Takeover } from './takeover';
import { type TaskIDs, textOf } from './task-ids';
import { WaitingLine } from './waiting-line';

const FENCED =
  'another daggyd has taken the store over, or the store was put back to an earlier state; restart the runner';

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
  private readonly takeover: Takeover;
  /** Somebody was told that there is no room. */
  private isWanted = false;
  private freeing: NodeJS.Immediate | undefined;
  private readonly closing = new AbortController();
  private closed: Promise<void> | undefined;
  private isFenced = false;
  private patience: NodeJS.Timeout | undefined;
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
    const linksNow = () => this.links.values();
    this.takeover = new Takeover(options, fleet, linksNow, ({ results, orders }) => {
      for (const result of results) this.reports.add(result);
      this.start(orders);
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
      const unsettled = this.takeover.get(text);
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
  adopt(orders: readonly AttemptOrder[]): Promise<void> {
    return this.takeover.adopt(orders);
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
      this.takeover.giveUp();
      if (this.isFenced) this.setAllAside('lost');
      if (this.live.size > 0) await new Promise<void>((resolve) => (this.onceEmpty = resolve));
    }
    this.closing.abort();
    this.takeover.close();
    clearTimeout(this.patience);
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

  twinOf({ runner }: RunnerLink, instance: string): string | undefined {
    return this.fleet.runners.find((other) => other !== runner && other.instance === instance)?.url;
  }

  notHeard(link: RunnerLink): void {
    const { state, trouble } = link.runner;
    this.takeover.failed(link.runner);
    if (state === 'lost') {
      this.lose(link.runner, `the runner could not be reached for ${this.options.lostAfterMs / 1000} s: ${trouble}`);
      this.takeover.told(link.runner);
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
    if (this.takeover.hasBegun) link.forget(stale);
    if (expected) this.takeover.told(link.runner);
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
    this.finish(attempt, rejectedAttempt(attempt.key, `on ${link.runner.url}: ${message}`));
  }

  isWaitedFor(): boolean {
    return this.isWanted || this.waiting.size > 0;
  }

  fenced(): void {
    if (this.closing.signal.aborted || this.isFenced) return;
    this.isFenced = true;
    this.options.log(`no runner takes anything from this server any more: ${FENCED}`);
    this.takeover.close();
    for (const link of this.links.values()) void link.close();
    this.setAllAside('unreachable');
    // As with any runner that cannot be reached.
    this.patience = setTimeout(() => this.setAllAside('lost'), this.options.lostAfterMs).unref();
  }

  /** No runner is asked any more. */
  private setAllAside(state: 'unreachable' | 'lost'): void {
    for (const link of this.links.values()) {
      link.runner.notHeard(state, FENCED);
      this.notHeard(link);
    }
    if (state === 'lost') this.takeover.giveUp();
  }

  private isKnown(text: string): boolean {
    return this.live.has(text) || this.reports.has(text);
  }

  /** The attempt that a task at a runner is; one of a former owner becomes ours. */
  private attemptOf(link: RunnerLink, { taskID, cores, memoryMB }: RunnerTaskBrief): RemoteAttempt | undefined {
    const named = this.options.ids.read(taskID);
    if (!named) return undefined;
    const { key, token } = named;
    const text = textOf(key);
    const unsettled = this.takeover.take(text, token);
    if (unsettled) {
      const taken = adoptedAttempt(key, taskID, { cores, memoryMB }, unsettled.stopCause);
      link.runner.add(taken, 'sent');
      this.live.set(text, taken);
    }
    const attempt = this.live.get(text);
    return attempt?.taskID === taskID && attempt.runner === link.runner ? attempt : undefined;
  }

  private isReported(link: RunnerLink, taskID: string): boolean {
    const named = this.options.ids.read(taskID);
    return named !== undefined && this.reports.isAt(textOf(named.key), link, taskID);
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
      this.finish(attempt, rejectedAttempt(attempt.key, reason));
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
    this.finish(attempt, lostAttempt(attempt.key, `on ${attempt.runner?.url}: ${reason}`));
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
}
