import type { AttemptKey, AttemptOrder, Placer } from '#dag/ports/executor';
import type { Job } from '#dag/spec/dag-spec';

/** One host with room for so many cores; a job asks for `cores`. Checks on its own that it is never asked for more. */
export class SimulatedPlacer implements Placer {
  free: number;
  /** Asked for a place and refused, in order. */
  readonly refused: string[] = [];

  constructor(readonly total: number) {
    this.free = total;
  }

  place(order: AttemptOrder): string | undefined {
    const obstacle = this.obstacle(order.job);
    if (obstacle === undefined) this.free -= coresOf(order.job);
    else this.refused.push(order.taskName);
    return obstacle;
  }

  obstacle(job: Job): string | undefined {
    const cores = coresOf(job);
    return cores <= this.free ? undefined : `needs ${cores} cores, and ${this.free} are free`;
  }

  /** The attempt has ended. */
  giveBack({ job }: AttemptKey & { readonly job: Job }): void {
    this.free += coresOf(job);
    if (this.free > this.total) throw new Error('more was given back than was taken');
  }
}

function coresOf(job: Job): number {
  return Number(job['cores'] ?? 1);
}
