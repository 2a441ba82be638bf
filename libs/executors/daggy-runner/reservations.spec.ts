import type { Room } from '#dag/ports/executor';
import { Reservations } from './reservations';

const RESERVE_AFTER_MS = 30_000;
const room = (cores: number): Room => ({ cores, memoryMB: 100 * cores });
const SMALL = room(1);
const BIG = room(4);

/** Runners of so many cores, and the time. */
class Scene {
  now = 1_000_000;
  readonly reservations = new Reservations<{ free: Room | undefined; total: Room | undefined }>(RESERVE_AFTER_MS);
  readonly runners;

  constructor(...cores: readonly number[]) {
    this.runners = cores.map((count) => ({ free: room(count) as Room | undefined, total: room(count) }));
  }

  /** Index of the runner that it is placed at; -1: it waits. */
  choose(demand: Room): number {
    const runner = this.reservations.choose(demand, this.runners, this.now);
    if (runner) runner.free = room((runner.free?.cores ?? 0) - demand.cores);
    return runner ? this.runners.indexOf(runner as (typeof this.runners)[number]) : -1;
  }

  free(runner: number, cores: number): void {
    this.runners[runner].free = room((this.runners[runner].free?.cores ?? 0) + cores);
  }

  /** Every second one small attempt ends, and both kinds want its room; returns when the big one gets some, or the end. */
  compete(runner: number, seconds: number): number {
    for (let second = 0; second < seconds; second++) {
      this.free(runner, 1);
      this.now += 1_000;
      if (this.choose(BIG) >= 0) return second;
      this.choose(SMALL);
    }
    return seconds;
  }
}

describe('room for a big attempt', () => {
  it('is kept for it when small ones have taken what became free for long enough', () => {
    const scene = new Scene(4);
    for (let i = 0; i < 4; i++) expect(scene.choose(SMALL)).toBe(0);
    expect(scene.choose(BIG)).toBe(-1);
    // Four places become free one after the other once the time has come.
    expect(scene.compete(0, 60)).toBe(RESERVE_AFTER_MS / 1000 + 2);
  });

  it('is not needed where it fits beside others', () => {
    const scene = new Scene(4, 5);
    scene.runners[0].free = room(3);
    expect(scene.choose(BIG)).toBe(1);
    expect(scene.choose(BIG)).toBe(-1);
    expect(scene.choose(SMALL)).toBe(0);
    expect(scene.choose(SMALL)).toBe(0);
  });

  it('is kept at one runner only, the one that lacks least, and others can be used', () => {
    const scene = new Scene(4, 4, 3);
    scene.runners[0].free = room(1);
    scene.runners[1].free = room(2);
    scene.runners[2].free = room(3);
    expect(scene.choose(BIG)).toBe(-1);
    scene.now += RESERVE_AFTER_MS;
    expect(scene.choose(BIG)).toBe(-1);
    expect([1, 2, 3, 4].map(() => scene.choose(SMALL))).toEqual([2, 2, 0, 2]);
    expect(scene.choose(SMALL)).toBe(-1);
    expect(scene.reservations.isHeldUp(SMALL, scene.runners)).toBe(true);
    expect(scene.reservations.hasRoom(SMALL, scene.runners)).toBe(false);
    scene.free(1, 2);
    expect(scene.choose(SMALL)).toBe(-1);
    expect(scene.choose(BIG)).toBe(1);
    scene.free(1, 1);
    expect(scene.choose(SMALL)).toBe(1);
  });

  it('is kept elsewhere when its runner is gone', () => {
    const scene = new Scene(4, 4);
    scene.runners[0].free = room(2);
    scene.runners[1].free = room(1);
    scene.choose(BIG);
    scene.now += RESERVE_AFTER_MS;
    scene.choose(BIG);
    scene.runners[0].free = undefined;
    scene.choose(BIG);
    expect(scene.choose(SMALL)).toBe(-1);
  });

  it('is given back when nobody wants it any more', () => {
    const scene = new Scene(4);
    scene.runners[0].free = room(2);
    scene.choose(BIG);
    scene.now += RESERVE_AFTER_MS;
    scene.choose(BIG);
    expect(scene.choose(SMALL)).toBe(-1);
    for (let second = 0; second < 12; second++) {
      scene.now += 1_000;
      if (scene.choose(SMALL) === 0) return;
    }
    throw new Error('it was kept for nobody');
  });

  it('is waited for also when nothing becomes free for hours', () => {
    const scene = new Scene(4);
    scene.runners[0].free = room(2);
    scene.choose(BIG);
    scene.now += 3_600_000;
    expect(scene.choose(SMALL)).toBe(0);
    scene.choose(BIG);
    expect(scene.choose(SMALL)).toBe(-1);
  });

  it('goes from one size to the other in turn', () => {
    const scene = new Scene(4);
    scene.runners[0].free = room(0);
    const other = room(3);
    for (const demand of [BIG, other]) expect(scene.choose(demand)).toBe(-1);
    scene.now += RESERVE_AFTER_MS;
    for (const demand of [BIG, other]) expect(scene.choose(demand)).toBe(-1);
    scene.free(0, 3);
    expect(scene.choose(other)).toBe(-1);
    scene.free(0, 1);
    expect(scene.choose(BIG)).toBe(0);
    expect(scene.choose(BIG)).toBe(-1);
    scene.choose(other);
    scene.free(0, 3);
    expect(scene.choose(SMALL)).toBe(-1);
    expect(scene.choose(other)).toBe(0);
  });
});
