import { BLOCK } from './block-rows';
import { findNewline, LineCounter } from './line-counter';

const bytes = (text: string) => new TextEncoder().encode(text);

describe('LineCounter', () => {
  it('counts what follows, and leaves out what is counted or comes after a gap', () => {
    const counter = new LineCounter();
    counter.add(5, bytes('\n'));
    expect(counter.countedTo).toBe(0);
    counter.add(0, bytes('a\nb'));
    counter.add(1, bytes('\nb\n'));
    counter.add(0, bytes('a\n'));
    expect([counter.total, counter.countedTo]).toEqual([2, 4]);
  });

  it('goes on with what the server has counted', () => {
    const counter = new LineCounter();
    counter.take({ from: 0, size: 2 * BLOCK + 10, step: BLOCK, newlines: [5, 0, 2] });
    counter.take({ from: 4 * BLOCK, size: 5 * BLOCK, step: BLOCK, newlines: [9] });
    counter.add(2 * BLOCK + 8, bytes('\n\n\n'));
    expect([counter.total, counter.before(1), counter.before(2), counter.before(3)]).toEqual([8, 5, 5, undefined]);
    counter.take({ from: 2 * BLOCK, size: 3 * BLOCK, step: BLOCK, newlines: [7] });
    expect([counter.total, counter.before(3)]).toEqual([12, 12]);
    expect([1, 5, 6, 12, 13, 0].map((newline) => counter.blockOf(newline))).toEqual([0, 0, 2, 2, undefined, undefined]);
  });
});

it.each([
  [1, 1],
  [2, 2],
  [3, 5],
  [4, -1],
])('newline %d is at %d', (number, place) => {
  expect(findNewline(bytes('a\n\nbc\n'), number)).toBe(place);
});
