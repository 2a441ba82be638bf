import { shortened } from './label';

it.each([
  ['extract_17', 20, 'extract_17'],
  ['extract_europe_2026-01-01_17', 15, 'extract…1-01_17'],
  ['extract', 3, 'ext'],
  ['extract', 6, 'ext…ct'],
  ['extract', 0, ''],
])('%s in %i characters is %s', (name, most, label) => {
  expect(shortened(name, most)).toBe(label);
  expect(label.length).toBeLessThanOrEqual(Math.max(most, 0));
});
