import fc from 'fast-check';
import type { Room } from '#dag/ports/executor';
import { fits, fitsNowhere, impactOn, leastImpact, without } from './placement';

const GB = 1000;
const room = (cores: number, memoryMB: number): Room => ({ cores, memoryMB });
const chosen = (places: readonly (Room | undefined)[], demand: Room) =>
  leastImpact(places.keys(), demand, (index) => places[index]);

describe('placing an attempt', () => {
  it('chooses the runner with the lowest impact', () => {
    const free = [room(70, 20 * GB), room(4, 80 * GB), room(10, 30 * GB)];
    const demand = room(2, 5 * GB);
    expect(free.map((place) => impactOn(place, demand))).toEqual([0.25, 0.5, 0.2]);
    const place = leastImpact(free, demand, (one) => one);
    expect(place).toBe(free[2]);
    expect(place && without(place, demand)).toEqual(room(8, 25 * GB));
  });

  it('chooses the first of equals', () => {
    expect(chosen([room(1, 1), room(4, 4), room(4, 4)], room(1, 1))).toBe(1);
  });

  it('passes over those without room, and those that cannot be reached', () => {
    expect(chosen([room(8, 1), undefined, room(1, 8), room(2, 2)], room(2, 2))).toBe(3);
    expect(chosen([room(8, 1), undefined, room(0, 0)], room(2, 2))).toBeUndefined();
  });

  it('fills a runner to the last with fractions', () => {
    const free = without(without(room(0.3, 1), room(0.1, 0.5)), room(0.1, 0.3));
    expect(fits(room(0.1, 0.2), free)).toBe(true);
    expect(fits(room(0.11, 0.2), free)).toBe(false);
  });

  it('knows what no runner could ever take, once all of them are known', () => {
    const place = (total?: Room) => ({ total, free: undefined });
    expect(fitsNowhere([place(room(1, 9)), place(room(9, 1))], room(2, 2))).toBe(true);
    expect(fitsNowhere([place(room(1, 9)), place(undefined)], room(2, 2))).toBe(false);
    expect(fitsNowhere([place(room(1, 9)), place(room(2, 2))], room(2, 2))).toBe(false);
  });

  it('never oversubscribes, and always finds the minimum that trying all of them finds', () => {
    const rooms = fc.record({ cores: fc.integer({ min: 0, max: 16 }), memoryMB: fc.integer({ min: 0, max: 64 }) });
    const demands = fc.record({ cores: fc.integer({ min: 1, max: 6 }), memoryMB: fc.integer({ min: 1, max: 24 }) });
    fc.assert(
      fc.property(
        fc.array(rooms, { minLength: 1, maxLength: 6 }),
        fc.array(demands, { maxLength: 40 }),
        (totals, orders) => {
          const free = [...totals];
          for (const demand of orders) {
            // Cross-multiplied, so that no rounding is shared with what is tested.
            const possible = free
              .map((place, index) => ({ place, index }))
              .filter(({ place }) => place.cores >= demand.cores && place.memoryMB >= demand.memoryMB)
              .sort((a, b) => compareImpacts(a.place, b.place, demand) || a.index - b.index);
            const index = chosen(free, demand);
            expect(index).toBe(possible[0]?.index);
            if (index !== undefined) free[index] = without(free[index], demand);
          }
          for (const { cores, memoryMB } of free) expect(Math.min(cores, memoryMB)).toBeGreaterThanOrEqual(0);
        },
      ),
    );
  });
});

/** Impacts as fractions with a common denominator. */
function compareImpacts(a: Room, b: Room, demand: Room): number {
  const common = BigInt(a.cores * a.memoryMB) * BigInt(b.cores * b.memoryMB);
  const impact = ({ cores, memoryMB }: Room) => {
    const ofCores = (BigInt(demand.cores) * common) / BigInt(cores);
    const ofMemory = (BigInt(demand.memoryMB) * common) / BigInt(memoryMB);
    return ofCores > ofMemory ? ofCores : ofMemory;
  };
  const difference = impact(a) - impact(b);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}
