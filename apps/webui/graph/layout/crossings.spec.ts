import { bandsOf } from './bands';
import { crossings } from './crossings';
import { layersOf } from './layers';
import { orderBands } from './order';

/** One part of two bands of so many nodes each; links given as [upper, lower], places in their bands. */
function twoBands(size: number, pairs: readonly (readonly [number, number])[]) {
  const links = {
    from: Uint32Array.from(pairs, ([upper]) => upper),
    to: Uint32Array.from(pairs, ([, lower]) => size + lower),
  };
  const one = { part: new Uint32Array(2 * size), parts: 1 };
  return bandsOf(2 * size, 2 * size, links, layersOf(2 * size, 2 * size, links), one);
}

describe('crossings', () => {
  it.each([
    [
      [
        [0, 0],
        [1, 1],
        [2, 2],
        [0, 1],
        [1, 2],
      ],
      0,
    ],
    [
      [
        [0, 1],
        [1, 0],
        [1, 2],
        [2, 2],
      ],
      1,
    ],
    [
      [
        [0, 2],
        [1, 1],
        [2, 0],
      ],
      3,
    ],
    [
      [
        [0, 0],
        [0, 1],
        [0, 2],
        [1, 0],
        [1, 1],
        [1, 2],
        [2, 0],
        [2, 1],
        [2, 2],
      ],
      9,
    ],
  ] as const)('%j: %i', (pairs, count) => {
    expect(crossings(twoBands(3, pairs))).toBe(count);
  });
});

describe('orderBands', () => {
  it('uncrosses what can be uncrossed', () => {
    const size = 20;
    const shuffled = Array.from({ length: size }, (_, i) => [i, (i * 7) % size] as const);
    const ring = twoBands(size, [...shuffled, ...shuffled.slice(1).map(([i, j]) => [i - 1, j] as const)]);
    expect(crossings(ring)).toBeGreaterThan(50);
    orderBands(ring);
    expect(crossings(ring)).toBe(0);
  });
});
