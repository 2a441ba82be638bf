import { keyText, type WireEnd, type WireKey } from '../protocol';
import type { LauncherState } from './connection';
import type { Lane } from './lane';

interface Left {
  readonly lane: Lane;
  readonly slot: number;
  readonly key: WireKey;
}

/** Attempts of a former life: all of them until it is said which are taken up, and then those that are being ended. */
export class Leftovers {
  private readonly running = new Map<string, Left>();
  private readonly ended = new Map<string, { lane: Lane; end: WireEnd }>();
  private disowned = false;

  add(lane: Lane, { running, ended }: LauncherState): void {
    for (const [runID, task, attempt, slot] of running) {
      const key = keyText(runID, task, attempt);
      // Word of its end may have come right behind the list, and been heard first.
      if (this.ended.has(key)) continue;
      lane.slots.occupy(slot);
      this.running.set(key, { lane, slot, key: [runID, task, attempt] });
    }
    for (const end of ended) this.ended.set(keyText(end[0], end[1], end[2]), { lane, end });
  }

  takeRunning(key: string): { lane: Lane; slot: number } | undefined {
    const found = this.running.get(key);
    this.running.delete(key);
    return found;
  }

  takeEnded(key: string): { lane: Lane; end: WireEnd } | undefined {
    const found = this.ended.get(key);
    this.ended.delete(key);
    return found;
  }

  /** Nobody wants those that are left: the ones that run are stopped, and the launchers are to forget them all. */
  disown(): void {
    this.disowned = true;
    for (const { lane, end } of this.ended.values()) forget(lane, end);
    this.ended.clear();
    for (const left of this.running.values()) stop(left);
  }

  /** Whether an attempt of this key is being ended. */
  isEnding(key: string): boolean {
    return this.running.has(key);
  }

  /** An attempt has ended that is nobody's. Returns whether that has freed a slot. */
  settle(lane: Lane, end: WireEnd): boolean {
    const key = keyText(end[0], end[1], end[2]);
    if (this.disowned) forget(lane, end);
    else this.ended.set(key, { lane, end });
    const found = this.takeRunning(key);
    found?.lane.slots.release(found.slot);
    return found !== undefined;
  }

  /** After a reconnection: forgets what ran in a lane and is not known there any more, and stops the others once more. */
  reconcile(lane: Lane, known: ReadonlySet<string>): void {
    for (const [text, left] of this.running) {
      if (left.lane !== lane) continue;
      if (!known.has(text)) {
        this.running.delete(text);
        lane.slots.release(left.slot);
      } else if (this.disowned) stop(left);
    }
  }
}

function stop({ lane, key }: Left): void {
  lane.client.stop([key], 'killed');
}

function forget(lane: Lane, [runID, task, attempt]: WireEnd): void {
  lane.client.acknowledge([[runID, task, attempt]]);
}
