import fc from 'fast-check';
import { DueQueue } from './due-queue';

describe('a queue of due times', () => {
  it('gives things out in the order of their times, and none too early', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(50)), fc.nat(50), (times, now) => {
        const queue = new DueQueue<number>();
        for (const time of times) queue.add(time, time);
        const sorted = [...times].sort((a, b) => a - b);
        expect(queue.next).toBe(sorted[0] ?? Infinity);
        const early: number[] = [];
        for (let value = queue.take(now); value !== undefined; value = queue.take(now)) early.push(value);
        expect(early).toEqual(sorted.filter((time) => time <= now));
        const late: number[] = [];
        for (let value = queue.take(Infinity); value !== undefined; value = queue.take(Infinity)) late.push(value);
        expect(late).toEqual(sorted.filter((time) => time > now));
      }),
    );
  });
});
