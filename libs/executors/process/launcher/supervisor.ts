import { RC_OUTPUT_NOT_KEPT } from '../../output/keep-output';
import { keyText, type Settings, type WireEnd, type WireKey, type WireOrder, type WireRunning } from '../protocol';
import { SlotOwners } from '../slot-owners';
import { endOf, liveAttempt, neverStarted, type LiveAttempt } from './attempt';
import { endedChild, isAlive, reap } from './children';
import { hasOthers, isContained, killAll } from './containment';
import { Departures } from './departures';
import { Family } from './family';
import * as libc from './libc';
import { peakOf } from './peak-memory';
import { Slot } from './slot';
import { tellsWriters, type OrphanFile } from './slot-files';
import type { Starter } from './starter';
import type { Marks } from './strays';

/** How long a start is tried again while the machine is short of something. */
const RETRY_FOR_MS = 1000;
const RETRY_EVERY_MS = 20;
/** How often running attempts are looked at. */
const WATCH_EVERY_MS = 100;

/** Everything that the launcher runs, from order to acknowledged result. */
export class Supervisor {
  /** Those of the next orders. */
  settings: Settings | undefined;
  /** Attempts whose result is wanted, by key. */
  private readonly live = new Map<string, LiveAttempt>();
  /** All that are processes now. */
  private readonly byPid = new Map<number, LiveAttempt>();
  /** By the init of their PID namespace. */
  private readonly byInit = new Map<number, LiveAttempt>();
  /** Results that were not acknowledged, by key. */
  private readonly ended = new Map<string, WireEnd>();
  private readonly slots: Slot[] = [];
  private readonly owners: SlotOwners;
  private readonly departures: Departures;
  private readonly orphans = new Set<OrphanFile>();
  private readonly tellsWriters: boolean;
  private watch: NodeJS.Timeout | undefined;
  /** Results that were not reported yet. */
  private fresh: WireEnd[] = [];

  constructor(
    private readonly folder: string,
    private readonly marks: Marks,
    private readonly starter: Starter,
    /** Called with the results that came up together. */
    private readonly report: (ends: readonly WireEnd[]) => void,
  ) {
    this.tellsWriters = tellsWriters(folder);
    this.owners = new SlotOwners(folder);
    this.departures = new Departures(
      (attempt) => this.finish(attempt),
      () => this.flush(),
    );
  }

  /** Nothing runs, and no result waits to be fetched. */
  get idle(): boolean {
    return this.live.size === 0 && this.ended.size === 0 && this.byPid.size === 0 && !this.departures.any;
  }

  running(): WireRunning[] {
    return [...this.live.values()].map(({ order, pid }) => [order[0], order[1], order[2], order[3], pid]);
  }

  unacknowledged(): WireEnd[] {
    return [...this.ended.values()];
  }

  start(orders: readonly WireOrder[]): void {
    const { settings } = this;
    if (!settings) return;
    for (const order of orders) {
      const key = keyText(order[0], order[1], order[2]);
      const result = this.ended.get(key);
      if (result) this.fresh.push(result);
      if (result || this.live.has(key)) continue;
      const slot = (this.slots[order[3]] ??= new Slot(this.folder, order[3], this.tellsWriters, this.orphans));
      const attempt = liveAttempt(key, order, slot, settings, this.marks.next());
      this.live.set(key, attempt);
      if (slot.holder) slot.next = attempt;
      else this.occupy(slot, attempt);
    }
    this.watch ??= setInterval(() => this.look(), WATCH_EVERY_MS);
    this.sweep();
  }

  /** First cause wins: what has ended already, or is being stopped, is passed over. */
  stop(keys: readonly WireKey[], cause: 'killed' | 'timeout'): void {
    for (const [runID, task, number] of keys) {
      const attempt = this.live.get(keyText(runID, task, number));
      if (attempt) this.stopOne(attempt, cause);
    }
    this.flush();
  }

  acknowledge(keys: readonly WireKey[]): void {
    for (const [runID, task, attempt] of keys) this.ended.delete(keyText(runID, task, attempt));
  }

  /** Keeps results of attempts that never ran here. */
  keep(ends: readonly WireEnd[]): void {
    for (const end of ends) this.ended.set(keyText(end[0], end[1], end[2]), end);
  }

  /** Stops everything and forgets all results, because nobody will ask for them. */
  abandon(how: 'graceful' | 'at-once'): void {
    for (const attempt of [...this.live.values()]) {
      attempt.unwanted = true;
      this.stopOne(attempt, 'killed');
    }
    if (how === 'at-once') for (const attempt of this.byPid.values()) killAll(attempt);
    this.live.clear();
    this.ended.clear();
    this.fresh = [];
  }

  /** Takes the status of every child that has ended. */
  sweep(): void {
    let departed = false;
    for (let pid = endedChild(); pid > 0; pid = endedChild()) {
      const attempt = this.byPid.get(pid);
      if (!attempt) {
        // An init, or a stray that became our child when its parent had gone.
        reap(pid);
        departed = this.endNamespace(pid) || departed;
        continue;
      }
      // Before it is reaped: as long as it is a zombie, its number cannot mean another group.
      libc.kill(-pid, libc.SIGKILL);
      attempt.end = reap(pid);
      attempt.stopTime = Date.now();
      this.byPid.delete(pid);
      clearTimeout(attempt.grace);
      const hasStrays = attempt.stopCause !== undefined && !isContained(attempt);
      if (hasStrays || hasOthers(attempt)) this.departures.add(attempt);
      else this.finish(attempt);
    }
    if (departed) this.departures.check();
    this.flush();
  }

  /** Returns whether the process that was reaped was an init. */
  private endNamespace(init: number): boolean {
    const attempt = this.byInit.get(init);
    if (!attempt) return false;
    this.byInit.delete(init);
    attempt.init = 0;
    return true;
  }

  private occupy(slot: Slot, attempt: LiveAttempt): void {
    slot.holder = attempt;
    this.launch(attempt, Date.now());
  }

  private launch(attempt: LiveAttempt, firstTry: number): void {
    if (attempt.slot.holder !== attempt) return;
    attempt.startTime = Date.now();
    this.owners.note(attempt.order[3], attempt.key);
    const started = this.starter.start(attempt.order, attempt.mark, attempt.slot);
    if ('pid' in started) {
      attempt.pid = started.pid;
      this.byPid.set(started.pid, attempt);
      if (started.init) {
        attempt.init = started.init;
        this.byInit.set(started.init, attempt);
      }
      return;
    }
    if ('passing' in started && Date.now() - firstTry < RETRY_FOR_MS) {
      setTimeout(() => this.launch(attempt, firstTry), RETRY_EVERY_MS);
      return;
    }
    const { rc, reason } = 'passing' in started ? started.passing : started.unstartable;
    this.conclude(attempt, neverStarted(attempt.order, 'spawn-error', rc, reason));
    this.flush();
  }

  private stopOne(attempt: LiveAttempt, cause: 'killed' | 'timeout'): void {
    const { pid, order } = attempt;
    if (pid === 0) {
      this.conclude(attempt, neverStarted(order, cause, 128 + libc.SIGTERM, 'stopped before it was started'));
      return;
    }
    if (attempt.stopCause || attempt.end || !isAlive(pid)) return;
    attempt.stopCause = cause;
    if (!isContained(attempt)) attempt.family = new Family(pid);
    libc.kill(-pid, libc.SIGTERM);
    // A suspended process would not notice.
    libc.kill(-pid, libc.SIGCONT);
    attempt.grace = setTimeout(() => killAll(attempt), attempt.settings.stopGraceMs);
  }

  /** Nothing of the attempt is left that could write. */
  private finish(attempt: LiveAttempt): void {
    const { slot } = attempt;
    let { end } = attempt;
    if (!end) throw new Error('an attempt is finished before it has ended');
    let collected = { outputBytes: 0, errorBytes: 0, truncated: false };
    try {
      if (attempt.unwanted) slot.discard();
      else collected = slot.collect(attempt);
    } catch (error) {
      attempt.log = `its output could not be kept: ${String(error)}`;
      slot.discard();
      // Its output is part of its result: a success without it would be a false one.
      if (end.rc === 0) end = { ...end, rc: RC_OUTPUT_NOT_KEPT };
    }
    this.conclude(attempt, endOf(attempt, end, collected.outputBytes, collected.errorBytes, collected.truncated));
  }

  private conclude(attempt: LiveAttempt, end: WireEnd): void {
    const { slot, key } = attempt;
    if (!attempt.unwanted) {
      this.live.delete(key);
      this.ended.set(key, end);
      this.fresh.push(end);
    }
    if (slot.next === attempt) slot.next = undefined;
    if (slot.holder !== attempt) return;
    const { next } = slot;
    slot.holder = slot.next = undefined;
    if (next) this.occupy(slot, next);
  }

  private flush(): void {
    if (this.fresh.length === 0) return;
    const ends = this.fresh;
    this.fresh = [];
    this.report(ends);
  }

  private look(): void {
    for (const attempt of this.byPid.values()) {
      try {
        attempt.slot.punch(attempt.settings.maxOutputBytes);
      } catch {
        // No descriptor left, say: the disk space is freed at the next look.
      }
      attempt.peakKB = peakOf(attempt.pid) || attempt.peakKB;
    }
    for (const file of this.orphans) if (!file.check()) this.orphans.delete(file);
    if (this.byPid.size > 0 || this.live.size > 0 || this.orphans.size > 0) return;
    clearInterval(this.watch);
    this.watch = undefined;
  }
}
