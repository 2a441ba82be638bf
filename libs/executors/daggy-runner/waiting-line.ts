import type { RemoteAttempt } from './remote-attempt';
import { shapeOf } from './reservations';
import type { RunnerFleet } from './runner-fleet';

/** What became of those that waited: room is kept for the `placed`, and no runner can ever take the `tooBig`. */
export interface Served {
  readonly placed: readonly RemoteAttempt[];
  readonly tooBig: readonly RemoteAttempt[];
}

/** Started attempts that no runner has had room for, in their order. */
export class WaitingLine {
  private line: RemoteAttempt[] = [];

  get size(): number {
    return this.line.length;
  }

  add(attempt: RemoteAttempt): void {
    this.line.push(attempt);
  }

  remove(attempt: RemoteAttempt): void {
    this.line = this.line.filter((other) => other !== attempt);
  }

  /** Tries to place each; those that get no room wait on. */
  serve(fleet: RunnerFleet): Served {
    const placed: RemoteAttempt[] = [];
    const tooBig: RemoteAttempt[] = [];
    const still: RemoteAttempt[] = [];
    // Where one gets no room, no other of the same demand does.
    const refused = new Set<string>();
    for (const attempt of this.line) {
      const shape = shapeOf(attempt.demand);
      if (refused.has(shape)) still.push(attempt);
      else if (fleet.isTooBig(attempt.demand)) tooBig.push(attempt);
      else if (fleet.place(attempt)) placed.push(attempt);
      else {
        refused.add(shape);
        still.push(attempt);
      }
    }
    this.line = still;
    return { placed, tooBig };
  }
}
