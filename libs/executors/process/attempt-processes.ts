import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { AttemptKey, AttemptOutput, FinishedAttempt, OutputStream, StopCause } from '#dag/ports/executor';
import { FileOutput } from '../output/file-output';
import { outputPath } from '../output/output-paths';
import { finishedAttempt, stoppedBeforeStart } from '../results';
import type { LauncherState } from './client/connection';
import { freest, Lane } from './client/lane';
import { Leftovers } from './client/leftovers';
import { keyText, type Sandbox, type Settings, type WireEnd, type WireKey } from './protocol';

/** A process to be started for an attempt. */
export interface ProcessOrder extends AttemptKey {
  /** Program and arguments. */
  readonly command: readonly string[];
  /** NAME=value, each name once; added to the base environment. */
  readonly environment: readonly string[];
  /** Absolute; "" for the server's own. */
  readonly workDir: string;
  /** Numeric uid; -1 for the server's own. */
  readonly userID: number;
  /** Null: nothing keeps it apart from the other processes of the host. */
  readonly sandbox: Sandbox | null;
}

export interface ProcessOptions {
  /** The launchers' folder: one for each AttemptProcesses, on the same file system as `settings.outputRoot`. */
  readonly folder: string;
  /** Most processes at once; further ones wait their turn. */
  readonly slots: number;
  readonly settings: Settings;
  /** The base environment of all processes, by name; the server's own when it is left out. DAGGY... variables are never in it. */
  readonly environment?: NodeJS.ProcessEnv;
  readonly log: (message: string) => void;
}

export interface ProcessEvents {
  /** Never called from within a method. */
  finished(results: readonly FinishedAttempt[]): void;
  /** A slot that an attempt of a former life had is free. */
  slotFreed(): void;
  /** A later owner has taken the launchers over; called for each of them. */
  superseded?(): void;
}

interface Live {
  readonly key: AttemptKey;
  /** Until it is sent to a launcher. */
  order?: ProcessOrder;
  /** Absent while it waits for a slot. */
  place?: { readonly lane: Lane; readonly slot: number };
  stopCause?: StopCause;
}

/** More would help only where far more than two processors have nothing else to do. */
const MOST_LANES = 2;
const SLOTS_PER_LANE = 2;
const LAUNCHER_GONE = 'the process launcher that ran it has gone';
const HOST_RESTARTED = 'the host was restarted while it ran';

/** Attempts as processes of this host: started by launchers, which go on when this process ends. */
export class AttemptProcesses {
  private lanes: readonly Lane[] = [];
  /** By key: everything ordered or adopted and not reported yet. */
  private readonly live = new Map<string, Live>();
  /** Those that have no slot yet, in their order; stopped ones may be among them still. */
  private waiting: Live[] = [];
  /** By key: whose launcher is to be told that a result was acknowledged. */
  private readonly reported = new Map<string, Lane>();
  private readonly leftovers = new Leftovers();
  /** The launchers of the former life ended with the host. */
  private afterReboot = false;
  /** All launchers are those that the owner before this one began with: what they do not know was never sent. */
  private launchersLived = true;
  private closing: Promise<void> | undefined;
  private soon: FinishedAttempt[] = [];
  private onceEmpty: (() => void)[] = [];

  constructor(
    private readonly options: ProcessOptions,
    private readonly events: ProcessEvents,
  ) {}

  /** Rejects with a message for people. */
  async open(): Promise<void> {
    const { folder, slots, settings, environment = process.env, log } = this.options;
    const count = Math.max(1, Math.min(MOST_LANES, availableParallelism(), Math.floor(slots / SLOTS_PER_LANE)));
    // Launchers of a life that had more of them may have something still, but get nothing new.
    const lanes = Array.from({ length: Math.max(count, lanesIn(folder)) }, (_, index) => {
      const share = index < count ? Math.floor((slots + count - 1 - index) / count) : 0;
      const events = {
        ended: (lane: Lane, ends: readonly WireEnd[]) => this.settle(lane, ends, []),
        reconnected: (lane: Lane, state: LauncherState) => this.reconcile(lane, state),
        superseded: (lane: Lane) => this.surrender(lane),
      };
      return new Lane({ folder: join(folder, String(index)), settings, environment, log }, share, events);
    });
    // All of them first: one that is still on its way when another has failed could not be closed.
    const opened = await Promise.allSettled(lanes.map((lane) => lane.open()));
    const failure = opened.find((result) => result.status === 'rejected');
    if (failure) {
      await Promise.all(lanes.map((lane) => lane.close(true)));
      throw failure.reason;
    }
    opened.forEach((result, index) => {
      if (result.status !== 'fulfilled') return;
      this.leftovers.add(lanes[index], result.value);
      if (result.value.afterReboot) this.afterReboot = true;
      // Every owner has the number after the one before it.
      if (result.value.settledOwner !== settings.owner - 1) this.launchersLived = false;
    });
    this.lanes = lanes;
  }

  start(orders: readonly ProcessOrder[]): void {
    for (const order of orders) {
      const text = textOf(order);
      // Each is reported once until it is acknowledged, in whatever lane it ran.
      if (this.live.has(text) || this.reported.has(text)) continue;
      const live: Live = { key: order, order };
      this.live.set(text, live);
      this.waiting.push(live);
    }
    this.dispatch();
  }

  stop(keys: readonly AttemptKey[], cause: StopCause): void {
    const running: Live[] = [];
    for (const key of keys) {
      const live = this.live.get(textOf(key));
      if (!live || live.stopCause) continue;
      live.stopCause = cause;
      if (live.place) running.push(live);
      else {
        this.live.delete(textOf(key));
        this.reportSoon(stoppedBeforeStart(live.key, cause));
      }
    }
    for (const lane of this.lanes) this.tellStops(lane, running);
  }

  acknowledge(keys: readonly AttemptKey[]): void {
    const byLane = new Map<Lane, WireKey[]>();
    for (const { runID, task, attempt } of keys) {
      const text = keyText(runID, task, attempt);
      const lane = this.reported.get(text);
      if (!lane) continue;
      this.reported.delete(text);
      const wireKeys = byLane.get(lane);
      if (wireKeys) wireKeys.push([runID, task, attempt]);
      else byLane.set(lane, [[runID, task, attempt]]);
    }
    for (const [lane, wireKeys] of byLane) lane.client.acknowledge(wireKeys);
  }

  /**
   * Called once, before anything is started: takes up what the launchers know of these attempts, and what else they have is
   * stopped and forgotten. Of the others, those that provably were never sent to a launcher are returned, for they can be
   * started still; what became of the rest nobody can know: they are reported as lost.
   */
  async adopt<Key extends AttemptKey>(keys: readonly Key[]): Promise<Key[]> {
    const unknown = keys.filter((key) => !this.takeUp(textOf(key), key));
    if (!this.launchersLived && unknown.length > 0) this.lose(unknown);
    this.leftovers.disown();
    // The next owner relies on it that each attempt of this time, and before, is known to a launcher or was never sent.
    await Promise.all(this.lanes.map((lane) => lane.client.settle()));
    return this.launchersLived ? unknown : [];
  }

  /** Reports as lost what no launcher knows any more, with what it has printed. */
  private lose(keys: readonly AttemptKey[]): void {
    const reason = this.afterReboot ? HOST_RESTARTED : LAUNCHER_GONE;
    const owners = this.lanes.map((lane) => ({ lane, slots: lane.lastOwners() }));
    for (const key of keys) {
      const text = textOf(key);
      const { lane, slots } = owners.find((last) => last.slots.has(text)) ?? owners[0];
      const end = lane.lose(key, reason, slots.get(text));
      // It may be told again to a next owner, should this one end before it is recorded.
      lane.client.keep([end]);
      this.reported.set(text, lane);
      this.reportSoon(finishedAttempt(end));
    }
  }

  /** Pids of what runs now, by the text of `keyText`. */
  async pids(): Promise<Map<string, number>> {
    const running = (await Promise.all(this.lanes.map(({ client }) => client.running()))).flat();
    return new Map(running.map(([runID, task, attempt, , pid]) => [keyText(runID, task, attempt), pid]));
  }

  output(key: AttemptKey, stream: OutputStream): AttemptOutput {
    const { outputRoot, maxOutputBytes } = this.options.settings;
    const text = textOf(key);
    const live = () => {
      // A slot is given to another attempt only after the end of this one was reported here.
      const place = this.live.get(text)?.place;
      return place?.lane.pathOf(place.slot, stream);
    };
    return new FileOutput({ live, final: outputPath(outputRoot, key, stream) }, maxOutputBytes);
  }

  /** `stop`: ends everything and resolves when all of it was reported. `leave`: it all goes on. */
  close(mode: 'stop' | 'leave'): Promise<void> {
    return (this.closing ??= this.shut(mode));
  }

  private async shut(mode: 'stop' | 'leave'): Promise<void> {
    // Whoever closes is told of nothing before this has returned.
    await new Promise((resolve) => setImmediate(resolve));
    if (mode === 'stop') {
      this.stop(
        [...this.live.values()].map(({ key }) => key),
        'killed',
      );
      if (this.live.size > 0) await new Promise<void>((resolve) => this.onceEmpty.push(resolve));
    }
    this.reportNow();
    await Promise.all(this.lanes.map((lane) => lane.close(mode === 'stop')));
  }

  /** Gives slots to those that wait. */
  private dispatch(): void {
    if (this.waiting.length === 0) return;
    const passedOver: Live[] = [];
    let next = 0;
    for (; next < this.waiting.length; next++) {
      const live = this.waiting[next];
      const { order } = live;
      const text = textOf(live.key);
      if (!order || this.live.get(text) !== live) continue;
      if (this.leftovers.isEnding(text)) {
        // An attempt of this very key that the store knows nothing of, since it was put back to an earlier state.
        passedOver.push(live);
        continue;
      }
      const lane = freest(this.lanes);
      if (!lane) break;
      const slot = lane.slots.take();
      live.place = { lane, slot };
      live.order = undefined;
      const { runID, task, attempt, command, environment, workDir, userID, sandbox } = order;
      lane.order([runID, task, attempt, slot, command, environment, workDir, userID, sandbox]);
    }
    this.waiting = [...passedOver, ...this.waiting.slice(next)];
    for (const lane of this.lanes) lane.flush();
  }

  /** Whether the attempt is one of a former life, which is ours from now on. */
  private takeUp(text: string, key: AttemptKey): boolean {
    const ended = this.leftovers.takeEnded(text);
    if (ended) {
      this.reported.set(text, ended.lane);
      this.reportSoon(finishedAttempt(ended.end));
      return true;
    }
    const place = this.leftovers.takeRunning(text);
    if (place) this.live.set(text, { key, place });
    return place !== undefined;
  }

  private settle(lane: Lane, ends: readonly WireEnd[], lost: FinishedAttempt[]): void {
    const results = lost;
    let freed = false;
    for (const end of ends) {
      const text = keyText(end[0], end[1], end[2]);
      const live = this.live.get(text);
      if (live?.place?.lane !== lane) {
        // One that was reported waits for its acknowledgement; any other is of a former life.
        if (!this.reported.has(text) && this.leftovers.settle(lane, end)) freed = true;
        continue;
      }
      this.live.delete(text);
      lane.slots.release(live.place.slot);
      this.reported.set(text, lane);
      results.push(finishedAttempt(end));
    }
    if (results.length > 0) this.events.finished(results);
    if (freed) this.events.slotFreed();
    this.dispatch();
    this.wakeIfEmpty();
  }

  /** After a connection was lost: what the launcher, perhaps a new one, does not know is lost. */
  private reconcile(lane: Lane, state: LauncherState): void {
    const known = new Set([...state.running, ...state.ended].map((entry) => keyText(entry[0], entry[1], entry[2])));
    const lost: FinishedAttempt[] = [];
    for (const [text, { key, place }] of this.live) {
      if (place?.lane !== lane || known.has(text)) continue;
      this.live.delete(text);
      lane.slots.release(place.slot);
      lost.push(finishedAttempt(lane.lose(key, LAUNCHER_GONE, place.slot)));
    }
    this.leftovers.reconcile(lane, known);
    this.settle(lane, state.ended, lost);
    this.tellStops(lane, [...this.live.values()]);
  }

  /** What runs there is another's: nothing more is to be said of it here. */
  private surrender(lane: Lane): void {
    for (const [text, { place }] of this.live) if (place?.lane === lane) this.live.delete(text);
    this.events.superseded?.();
    this.wakeIfEmpty();
  }

  private wakeIfEmpty(): void {
    if (this.live.size === 0) for (const wake of this.onceEmpty.splice(0)) wake();
  }

  /** Tells a launcher which of these attempts are to be stopped. */
  private tellStops(lane: Lane, attempts: readonly Live[]): void {
    for (const cause of ['killed', 'timeout'] as const) {
      const stopped = attempts.filter(({ stopCause, place }) => stopCause === cause && place?.lane === lane);
      const keys = stopped.map(({ key: { runID, task, attempt } }): WireKey => [runID, task, attempt]);
      if (keys.length > 0) lane.client.stop(keys, cause);
    }
  }

  private reportSoon(result: FinishedAttempt): void {
    if (this.soon.push(result) === 1) setImmediate(() => this.reportNow());
  }

  private reportNow(): void {
    const results = this.soon.splice(0);
    if (results.length > 0) this.events.finished(results);
  }
}

function textOf({ runID, task, attempt }: AttemptKey): string {
  return keyText(runID, task, attempt);
}

/** How many lanes have a folder here. */
function lanesIn(folder: string): number {
  try {
    return readdirSync(folder).filter((name) => /^\d$/.test(name)).length;
  } catch {
    return 0;
  }
}
