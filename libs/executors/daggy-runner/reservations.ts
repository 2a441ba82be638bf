import type { Room } from '#dag/ports/executor';
import { fits, impactOn, leastImpact, type Place, without } from './placement';

/** Nobody wants room any more that was not asked for again for so long while others asked. */
const GIVEN_UP_AFTER_MS = 10_000;
/** After a change everybody asks anew; until then nobody does, perhaps for hours, and that time does not count. */
const LONGEST_ROUND_MS = 1_000;

interface Waiting<P> {
  readonly demand: Room;
  readonly since: number;
  /** By `askedFor`. */
  asked: number;
  /** Kept for it: whatever becomes free there. */
  place?: P;
}

/**
 * Finds room for attempts, so that small ones may go ahead of a big one that waits, but not for ever: after some time a
 * runner is kept for it. Attempts with the same demand are all the same here.
 */
export class Reservations<P extends Place> {
  private readonly waiting = new Map<string, Waiting<P>>();
  /** How long there was somebody who asked, ms. */
  private askedFor = 0;
  private lastAsked = 0;

  constructor(private readonly reserveAfterMs: number) {}

  /** Where it is best started now; undefined: it must wait. `places` in the order of the config; `now` in ms. */
  choose(demand: Room, places: readonly P[], now: number): P | undefined {
    const shape = shapeOf(demand);
    this.dropGivenUp(now);
    const best = leastImpact(places, demand, this.roomFor(shape));
    if (best) {
      this.waiting.delete(shape);
      return best;
    }
    this.wait(shape, demand, places, now);
    return undefined;
  }

  /** Whether there is room now; changes nothing. */
  hasRoom(demand: Room, places: readonly P[]): boolean {
    return leastImpact(places, demand, this.roomFor(shapeOf(demand))) !== undefined;
  }

  /** Whether it would have room, were it not for others that have waited longer. */
  isHeldUp(demand: Room, places: readonly P[]): boolean {
    return !this.hasRoom(demand, places) && leastImpact(places, demand, ({ free }) => free) !== undefined;
  }

  /** What is free of a place for attempts of that shape: what is kept there for others is not. */
  private roomFor(shape: string): (place: P) => Room | undefined {
    const kept = new Map<P, Room>();
    for (const [other, { place, demand }] of this.waiting) if (place && other !== shape) kept.set(place, demand);
    return (place) => {
      const { free } = place;
      const taken = kept.get(place);
      return free && taken ? without(free, taken) : free;
    };
  }

  private wait(shape: string, demand: Room, places: readonly P[], now: number): void {
    const waiting = this.waiting.get(shape) ?? { demand, since: now, asked: 0 };
    this.waiting.set(shape, waiting);
    waiting.asked = this.askedFor;
    if (waiting.place && !canTake(waiting.place, demand)) waiting.place = undefined;
    if (waiting.place || now - waiting.since < this.reserveAfterMs) return;
    const kept = new Set(Array.from(this.waiting.values(), ({ place }) => place));
    waiting.place = nearest(
      places.filter((place) => !kept.has(place) && canTake(place, demand)),
      demand,
    );
  }

  private dropGivenUp(now: number): void {
    this.askedFor += Math.max(0, Math.min(now - this.lastAsked, LONGEST_ROUND_MS));
    this.lastAsked = now;
    for (const [shape, { asked }] of this.waiting) {
      if (this.askedFor - asked > GIVEN_UP_AFTER_MS) this.waiting.delete(shape);
    }
  }
}

/** The same text for equal demands. */
export function shapeOf({ cores, memoryMB }: Room): string {
  return `${cores}/${memoryMB}`;
}

function canTake({ free, total }: Place, demand: Room): boolean {
  return free !== undefined && total !== undefined && fits(demand, total);
}

/** The place that lacks least of what is wanted. */
function nearest<P extends Place>(places: readonly P[], demand: Room): P | undefined {
  const lack = ({ free }: P) => (free ? impactOn(demand, without(demand, free)) : Infinity);
  return places.reduce<P | undefined>((best, place) => (best && lack(best) <= lack(place) ? best : place), undefined);
}
