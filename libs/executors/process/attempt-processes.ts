import type { AttemptKey, AttemptOutput, FinishedAttempt, OutputStream, StopCause } from '#dag/ports/executor';
import { FileOutput } from '../output/file-output';
import { outputPath } from '../output/output-paths';
import type { LauncherState } from './client/connection';
import { LauncherClient } from './client/launcher-client';
import { rescueOutput } from './client/rescue-output';
import { SlotTable } from './client/slot-table';
import { keyText, slotPath, type Settings, type WireEnd, type WireOrder, type WireRunning } from './protocol';
import { finishedAttempt, lostAttempt, stoppedBeforeStart } from '../results';

/** A process to be started for an attempt. */
export interface ProcessOrder extends AttemptKey {
  /** Program and arguments. */
  readonly command: readonly string[];
  /** NAME=value, each name once; added to the server's own environment without its DAGGY... variables. */
  readonly environment: readonly string[];
  /** Absolute; "" for the server's own. */
  readonly workDir: string;
  /** Numeric uid; -1 for the server's own. */
  readonly userID: number;
}

export interface ProcessOptions {
  /** The launcher's folder: one for each AttemptProcesses, on the same file system as `settings.outputRoot`. */
  readonly folder: string;
  /** Most processes at once; further ones wait their turn. */
  readonly slots: number;
  readonly settings: Settings;
  readonly log: (message: string) => void;
}

export interface ProcessEvents {
  /** Never called from within a method. */
  finished(results: readonly FinishedAttempt[]): void;
  /** A slot that an attempt of a former life had is free. */
  slotFreed(): void;
}

interface Live {
  readonly key: AttemptKey;
  /** Absent for what was adopted. */
  readonly order?: ProcessOrder;
  /** -1 while it waits for one. */
  slot: number;
  stopCause?: StopCause;
}

/** Attempts as processes of this host: started by a launcher, which goes on when this process ends. */
export class AttemptProcesses {
  private readonly client: LauncherClient;
  private readonly slots: SlotTable;
  /** By key: everything ordered or adopted and not reported yet. */
  private readonly live = new Map<string, Live>();
  /** Those that have no slot yet, in their order; stopped ones may be among them still. */
  private waiting: Live[] = [];
  /** What the launcher has from a former life and nobody has asked for: running ones' slots, and results. */
  private readonly leftRunning = new Map<string, number>();
  private readonly leftEnded = new Map<string, WireEnd>();
  private connected = false;
  private closing: Promise<void> | undefined;
  private outbox: WireOrder[] = [];
  private soon: FinishedAttempt[] = [];
  private onceEmpty: (() => void)[] = [];

  constructor(
    private readonly options: ProcessOptions,
    private readonly events: ProcessEvents,
  ) {
    this.slots = new SlotTable(options.slots);
    this.client = new LauncherClient(
      options.folder,
      options.settings,
      {
        ended: (ends) => this.settle(ends, []),
        disconnected: () => (this.connected = false),
        reconnected: (state) => this.reconcile(state),
      },
      options.log,
    );
  }

  /** Rejects with a message for people. */
  async open(): Promise<void> {
    const state = await this.client.open();
    // Two files for each slot, and what Node itself needs.
    const needed = 2 * this.options.slots + 64;
    if (state.maxFiles < needed) {
      await this.client.close(true);
      throw new Error(
        `${this.options.slots} tasks at once need ${needed} open files, and the limit is ${state.maxFiles} (ulimit -n)`,
      );
    }
    this.connected = true;
    for (const running of state.running) this.leave(running);
    for (const end of state.ended) this.leftEnded.set(keyText(end[0], end[1], end[2]), end);
  }

  start(orders: readonly ProcessOrder[]): void {
    for (const order of orders) {
      const text = textOf(order);
      if (this.live.has(text) || this.takeUp(text, order)) continue;
      const live: Live = { key: order, order, slot: -1 };
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
      if (live.slot >= 0) running.push(live);
      else {
        this.live.delete(textOf(key));
        this.reportSoon(stoppedBeforeStart(live.key, cause));
      }
    }
    if (running.length > 0) this.client.stop(running.map(wireKey), cause);
  }

  acknowledge(keys: readonly AttemptKey[]): void {
    if (keys.length > 0) this.client.acknowledge(keys.map(({ runID, task, attempt }) => [runID, task, attempt]));
  }

  /** Takes up what the launcher knows; the others are reported as lost. */
  adopt(keys: readonly AttemptKey[]): void {
    for (const key of keys) {
      const text = textOf(key);
      if (this.live.has(text) || this.takeUp(text, key)) continue;
      this.reportSoon(lostAttempt(key, 'the process launcher that ran it has gone'));
    }
  }

  /** Pids of what runs now, by the text of `keyText`. */
  async pids(): Promise<Map<string, number>> {
    const running = await this.client.running();
    return new Map(running.map(([runID, task, attempt, , pid]) => [keyText(runID, task, attempt), pid]));
  }

  output(key: AttemptKey, stream: OutputStream): AttemptOutput {
    const { folder, settings } = this.options;
    const text = textOf(key);
    const live = () => {
      const slot = this.live.get(text)?.slot ?? -1;
      // A slot is given to another attempt only after its end was reported here.
      return slot < 0 ? undefined : slotPath(folder, slot, stream);
    };
    return new FileOutput({ live, final: outputPath(settings.outputRoot, key, stream) }, settings.maxOutputBytes);
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
    this.connected = false;
    await this.client.close(mode === 'stop');
  }

  /** Gives slots to those that wait. */
  private dispatch(): void {
    if (!this.connected || this.waiting.length === 0) return;
    let next = 0;
    for (; next < this.waiting.length; next++) {
      const live = this.waiting[next];
      const { order } = live;
      if (!order || this.live.get(textOf(live.key)) !== live) continue;
      const slot = this.slots.take();
      if (slot === undefined) break;
      live.slot = slot;
      const { runID, task, attempt, command, environment, workDir, userID } = order;
      this.outbox.push([runID, task, attempt, slot, command, environment, workDir, userID]);
    }
    this.waiting = this.waiting.slice(next);
    if (this.outbox.length > 0) this.client.start(this.outbox.splice(0));
  }

  /** Whether the attempt is one of a former life, which is ours from now on. */
  private takeUp(text: string, key: AttemptKey): boolean {
    const end = this.leftEnded.get(text);
    const slot = this.leftRunning.get(text);
    if (end) {
      this.leftEnded.delete(text);
      this.reportSoon(finishedAttempt(end));
    } else if (slot !== undefined) {
      this.leftRunning.delete(text);
      this.live.set(text, { key, slot });
    } else return false;
    return true;
  }

  private leave([runID, task, attempt, slot]: WireRunning): void {
    this.slots.occupy(slot);
    this.leftRunning.set(keyText(runID, task, attempt), slot);
  }

  private settle(ends: readonly WireEnd[], others: FinishedAttempt[]): void {
    const results = others;
    let freed = false;
    for (const end of ends) {
      const text = keyText(end[0], end[1], end[2]);
      const live = this.live.get(text);
      if (live) {
        this.live.delete(text);
        this.slots.release(live.slot);
        results.push(finishedAttempt(end));
        continue;
      }
      this.leftEnded.set(text, end);
      const slot = this.leftRunning.get(text);
      if (slot === undefined) continue;
      this.leftRunning.delete(text);
      this.slots.release(slot);
      freed = true;
    }
    if (results.length > 0) this.events.finished(results);
    if (freed) this.events.slotFreed();
    this.dispatch();
    this.wakeIfEmpty();
  }

  /** After the connection was lost: what the launcher, perhaps a new one, does not know is lost. */
  private reconcile(state: LauncherState): void {
    this.connected = true;
    const known = new Set([...state.running, ...state.ended].map((entry) => keyText(entry[0], entry[1], entry[2])));
    const lost: FinishedAttempt[] = [];
    for (const [text, { key, slot }] of this.live) {
      if (slot < 0 || known.has(text)) continue;
      this.live.delete(text);
      this.slots.release(slot);
      const { folder, settings } = this.options;
      lost.push(rescueOutput(lostAttempt(key, 'the process launcher that ran it has gone'), folder, slot, settings));
    }
    for (const [text, slot] of this.leftRunning) {
      if (known.has(text)) continue;
      this.leftRunning.delete(text);
      this.slots.release(slot);
    }
    this.settle(
      state.ended.filter((end) => this.live.has(keyText(end[0], end[1], end[2]))),
      lost,
    );
    for (const cause of ['killed', 'timeout'] as const) {
      const stopped = [...this.live.values()].filter(({ stopCause, slot }) => stopCause === cause && slot >= 0);
      if (stopped.length > 0) this.client.stop(stopped.map(wireKey), cause);
    }
  }

  private reportSoon(result: FinishedAttempt): void {
    if (this.soon.push(result) === 1) setImmediate(() => this.reportNow());
  }

  private reportNow(): void {
    const results = this.soon.splice(0);
    if (results.length > 0) this.events.finished(results);
  }

  private wakeIfEmpty(): void {
    if (this.live.size === 0) for (const wake of this.onceEmpty.splice(0)) wake();
  }
}

function textOf({ runID, task, attempt }: AttemptKey): string {
  return keyText(runID, task, attempt);
}

function wireKey({ key: { runID, task, attempt } }: Live): [number, number, number] {
  return [runID, task, attempt];
}
