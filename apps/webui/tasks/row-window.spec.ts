import { rowWindow, scrollFor } from './row-window';

it.each([
  [0, 100, 8, 0, 18],
  [3_200, 1_000, 8, 92, 118],
  [3_216, 1_000, 0, 100, 111],
  [0, 3, 8, 0, 3],
  [0, 0, 8, 0, 0],
  [99_999, 10, 8, 10, 10],
])('scrolled to %d, %d rows and %d to spare: %d to %d', (scrollTop, count, spare, first, end) => {
  expect(rowWindow(scrollTop, 320, 32, count, spare)).toEqual({ first, end });
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
