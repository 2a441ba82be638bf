import * as fc from 'fast-check';
import { Heap } from './heap';

it('gives its items back in order, whatever was filtered out meanwhile', () => {
  fc.assert(
    fc.property(fc.array(fc.integer()), fc.array(fc.integer()), (first, second) => {
      const heap = new Heap<number>((a, b) => a < b);
      first.forEach((item) => heap.push(item));
      heap.filter((item) => item % 2 === 0);
      second.forEach((item) => heap.push(item));
      const expected = [...first.filter((item) => item % 2 === 0), ...second].sort((a, b) => a - b);
      expect(Array.from({ length: heap.size }, () => heap.pop())).toEqual(expected);
      expect(heap.pop()).toBeUndefined();
    }),
  );
});
