import { rowWindow, scrollFor } from './row-window';

it.each([
  [0, 320, 100, 0, 18],
  [3_200, 320, 1_000, 92, 118],
  [3_216, 320, 1_000, 92, 119],
  [0, 320, 3, 0, 3],
  [0, 320, 0, 0, 0],
  [99_999, 320, 10, 10, 10],
])('scrolled to %d of %d high, %d rows: %d to %d', (scrollTop, height, count, first, end) => {
  expect(rowWindow(scrollTop, height, 32, count)).toEqual({ first, end });
});

it.each([
  [0, 0, 0],
  [9, 0, 0],
  [10, 0, 32],
  [3, 320, 96],
  [12, 320, 320],
])('row %d is in sight when scrolled from %d to %d', (row, from, to) => {
  expect(scrollFor(row, from, 320, 32)).toBe(to);
});
