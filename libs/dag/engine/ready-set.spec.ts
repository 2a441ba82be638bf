import * as fc from 'fast-check';
import { ReadySet } from './ready-set';

it('finds the smallest member from any number on, as a sorted list does', () => {
  const step = fc.record({ add: fc.boolean(), task: fc.oneof(fc.nat(70), fc.nat(200_000)) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), fc.array(fc.nat(200_100), { maxLength: 20 }), (steps, questions) => {
      const set = new ReadySet();
      set.grow(200_200);
      const members = new Set<number>();
      for (const { add, task } of steps) {
        if (add) set.add(task);
        else set.delete(task);
        if (add) members.add(task);
        else members.delete(task);
      }
      for (const from of [0, ...questions, ...members]) {
        const expected = [...members].filter((task) => task >= from).sort((a, b) => a - b)[0] ?? -1;
        expect(set.next(from)).toBe(expected);
        expect(set.has(from)).toBe(members.has(from));
      }
    }),
    { numRuns: 500 },
  );
});

it('keeps its members when it grows', () => {
  const set = new ReadySet();
  set.grow(10);
  set.add(7);
  set.grow(5_000_000);
  set.add(4_999_999);
  expect([set.next(0), set.next(8), set.next(5_000_000)]).toEqual([7, 4_999_999, -1]);
});
