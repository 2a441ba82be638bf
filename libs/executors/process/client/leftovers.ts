import { keyText, type WireEnd } from '../protocol';
import type { LauncherState } from './connection';
import type { Lane } from './lane';

/** Attempts of a former life that nobody has asked for yet. */
export class Leftovers {
  private readonly running = new Map<string, { lane: Lane; slot: number }>();
  private readonly ended = new Map<string, { lane: Lane; end: WireEnd }>();

  add(lane: Lane, { running, ended }: LauncherState): void {
    for (const [runID, task, attempt, slot] of running) {
      const key = keyText(runID, task, attempt);
      // Word of its end may have come right behind the list, and been heard first.
      if (this.ended.has(key)) continue;
      lane.slots.occupy(slot);
      this.running.set(key, { lane, slot });
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

  /** An attempt has ended that is nobody's. Returns whether that has freed a slot. */
  settle(lane: Lane, end: WireEnd): boolean {
    const key = keyText(end[0], end[1], end[2]);
    this.ended.set(key, { lane, end });
    const found = this.takeRunning(key);
    found?.lane.slots.release(found.slot);
    return found !== undefined;
  }

  /** Forgets what ran in a lane and is not known there any more. */
  prune(lane: Lane, known: ReadonlySet<string>): void {
    for (const [key, found] of this.running) {
      if (found.lane !== lane || known.has(key)) continue;
      this.running.delete(key);
      lane.slots.release(found.slot);
    }
  }
}
