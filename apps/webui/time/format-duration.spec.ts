import { formatDuration } from './format-duration';

it.each([
  [-5, '0 ms'],
  [0, '0 ms'],
  [850.4, '850 ms'],
  [4_200, '4.2 s'],
  [59_940, '59.9 s'],
  [59_960, '1 m 00 s'],
  [187_000, '3 m 07 s'],
  [7_500_000, '2 h 05 m'],
  [273_600_000, '3 d 04 h'],
])('%d milliseconds are %s', (milliseconds, text) => {
  expect(formatDuration(milliseconds)).toBe(text);
});
