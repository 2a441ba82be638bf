import type { Room } from '#dag/ports/executor';
import { fitsNowhere } from './placement';
import type { RemoteAttempt } from './remote-attempt';
import { Reservations, shapeOf } from './reservations';
import type { Runner } from './runner';

/** The runners of a pool, as places for attempts. */
export class RunnerFleet {
  private readonly reservations: Reservations<Runner>;
  /** By demand: why there was no room, as long as nothing has changed. Thousands of tasks may ask for the same. */
  private readonly obstacles = new Map<string, string>();

  constructor(
    /** In the order of the config. */
    readonly runners: readonly Runner[],
    reserveAfterMs: number,
  ) {
    this.reservations = new Reservations(reserveAfterMs);
  }

  /** Keeps room for it at the best runner; undefined: it must wait. */
  place(attempt: RemoteAttempt): Runner | undefined {
    const runner = this.reservations.choose(attempt.demand, this.runners, Date.now());
    runner?.add(attempt, 'placed');
    // Room that was kept for it elsewhere is free again.
    if (runner) this.obstacles.clear();
    return runner;
  }

  /** There may be more room than before. */
  changed(): void {
    this.obstacles.clear();
  }

  /** Why there is no room for another one of that demand, if that is known without looking. */
  knownObstacle(demand: Room): string | undefined {
    return this.obstacles.get(shapeOf(demand));
  }

  /** The same for one that was found no place for. */
  noteObstacle(demand: Room): string {
    const obstacle = this.obstacle(demand) ?? 'no runner has room';
    this.obstacles.set(shapeOf(demand), obstacle);
    return obstacle;
  }

  /** Whether no runner could ever take it. */
  isTooBig(demand: Room): boolean {
    return fitsNowhere(this.runners, demand);
  }

  /** Why there is no room now, for people; undefined when there is. Changes nothing. */
  obstacle(demand: Room): string | undefined {
    if (this.isTooBig(demand) || this.reservations.hasRoom(demand, this.runners)) return undefined;
    const up = this.runners.filter(({ state }) => state === 'up');
    const absent = this.runners.filter(({ state }) => state !== 'up').map(({ url, trouble }) => `${url}: ${trouble}`);
    if (up.length === 0) return `no runner can be reached (${shortened(absent)})`;
    const wanted = inWords(demand);
    const missing = absent.length > 0 ? `; not reached: ${shortened(absent)}` : '';
    if (this.reservations.isHeldUp(demand, this.runners)) {
      return `${wanted} are free, but kept for a task that needs more and has waited longer${missing}`;
    }
    return `no runner has ${wanted} free${missing}`;
  }

  /** What they have, for people. */
  describeTotals(): string {
    return this.runners
      .map(({ url, total }) => `${url} has ${total ? inWords(total) : 'said nothing'}`)
      .slice(0, MOST_NAMED)
      .join(', ');
  }
}

const MOST_NAMED = 3;

/** `1 core and 500 MB`. */
export function inWords({ cores, memoryMB }: Room): string {
  return `${cores} ${cores === 1 ? 'core' : 'cores'} and ${memoryMB} MB`;
}

function shortened(names: readonly string[]): string {
  const more = names.length - MOST_NAMED;
  return names.slice(0, MOST_NAMED).join('; ') + (more > 0 ? `; and ${more} more` : '');
}
