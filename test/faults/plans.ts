import { Random } from '../support/random';

/** Where daggyd ends itself; passed by fault-points.mjs. With each, which passing of it at most is chosen. */
export const POINTS = {
  'submission-unrecorded': 1,
  'submission-recorded': 1,
  'start-unrecorded': 30,
  'start-recorded': 30,
  'start-sent': 30,
  started: 30,
  'end-reached': 30,
  'end-unrecorded': 30,
  'append-under-way': 30,
  'end-recorded': 30,
  acknowledging: 30,
  acknowledged: 30,
  'dependents-sent': 12,
  'generator-read': 2,
  'joining-unrecorded': 2,
  'joining-recorded': 2,
  adopting: 1,
  adopted: 1,
} as const satisfies Record<string, number>;

export type Point = keyof typeof POINTS;

/** How one life of daggyd ends. Times are ms. */
export type Plan =
  | { readonly kind: 'point'; readonly point: Point; readonly passing: number }
  /** SIGKILL from outside, so long after it was ready. */
  | { readonly kind: 'moment'; readonly afterMs: number }
  /** While it starts. */
  | { readonly kind: 'start-up'; readonly afterMs: number }
  /** SIGKILL to launchers, which daggyd replaces; then to daggyd. */
  | { readonly kind: 'launcher'; readonly all: boolean; readonly afterMs: number }
  /** SIGKILL to a launcher and to daggyd at once. */
  | { readonly kind: 'launcher-and-daggyd'; readonly all: boolean; readonly afterMs: number }
  /** SIGKILL to daggyd, then to launchers, before it is started again. */
  | { readonly kind: 'launcher-alone'; readonly all: boolean; readonly afterMs: number }
  /** SIGTERM; tasks go on. */
  | { readonly kind: 'stop'; readonly afterMs: number }
  /** SIGTERM; tasks are stopped with it. */
  | { readonly kind: 'stop-tasks'; readonly afterMs: number }
  /** The same, and SIGKILL while that is under way. */
  | { readonly kind: 'stop-tasks-cut'; readonly afterMs: number };

/** Start-up takes about so long. */
const START_MS = 900;

/** Deals plans: each fault point and each other kind once a round, in an order that the seed makes. */
export class Plans {
  private round: Plan[] = [];
  private readonly random: Random;

  constructor(seed: number) {
    this.random = new Random(seed);
  }

  next(): Plan {
    if (this.round.length === 0) this.round = this.shuffled(this.wholeRound());
    return this.round.pop() as Plan;
  }

  /** For a point that was not reached: it comes again. */
  again(plan: Plan): void {
    this.round.unshift(plan);
  }

  private wholeRound(): Plan[] {
    const points = Object.entries(POINTS) as [Point, number][];
    const afterMs = (): number => this.random.below(400);
    const all = (): boolean => this.random.chance(0.5);
    return [
      ...points.map(([point, most]): Plan => ({ kind: 'point', point, passing: 1 + this.random.below(most) })),
      { kind: 'moment', afterMs: afterMs() },
      { kind: 'moment', afterMs: afterMs() },
      { kind: 'start-up', afterMs: this.random.below(START_MS) },
      { kind: 'launcher', all: all(), afterMs: afterMs() },
      { kind: 'launcher-and-daggyd', all: all(), afterMs: afterMs() },
      { kind: 'launcher-alone', all: all(), afterMs: afterMs() },
      { kind: 'stop', afterMs: afterMs() },
      { kind: 'stop-tasks', afterMs: afterMs() },
      { kind: 'stop-tasks-cut', afterMs: afterMs() },
    ];
  }

  private shuffled(plans: Plan[]): Plan[] {
    for (let i = plans.length - 1; i > 0; i--) {
      const other = this.random.below(i + 1);
      [plans[i], plans[other]] = [plans[other], plans[i]];
    }
    return plans;
  }
}
