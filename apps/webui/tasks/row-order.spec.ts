import fc from 'fast-check';
import { columnsOf } from './columns-of';
import { nameKeys } from './name-keys';
import { readSort, type RowSort, rowOrder, writeSort } from './row-order';
import { TaskColumns } from './task-columns';

const columns = new TaskColumns();
columns.put(
  columnsOf([
    ['pull_10', 'COMPLETED', 300],
    ['pull_9', 'ERRORED', 100],
    ['end', 'QUEUED'],
    ['pull_1', 'RUNNING', 200],
  ]),
);
const names = (by: RowSort, descending = false): string[] =>
  [...rowOrder(columns, { by, descending }, 1_000)].map((row) => columns.name[row]);

it.each<[RowSort, boolean, string]>([
  ['submission', false, 'pull_10 pull_9 end pull_1'],
  ['submission', true, 'pull_1 end pull_9 pull_10'],
  ['name', false, 'end pull_1 pull_9 pull_10'],
  ['name', true, 'pull_10 pull_9 pull_1 end'],
  ['state', false, 'pull_9 pull_1 end pull_10'],
  ['startTime', false, 'pull_9 pull_1 pull_10 end'],
  ['startTime', true, 'pull_10 pull_1 pull_9 end'],
  ['duration', true, 'pull_1 pull_10 pull_9 end'],
  ['attempts', false, 'end pull_10 pull_9 pull_1'],
])('sorts by %s (descending: %s)', (by, descending, order) => {
  expect(names(by, descending).join(' ')).toBe(order);
});

it.each(['submission', '-submission', '-duration'])('%s is read and written', (text) => {
  expect(writeSort(readSort(text))).toBe(text);
});

it('takes what is no sort for the order of submission', () => {
  expect(['', '-', 'rank', '-rank'].map((text) => writeSort(readSort(text)))).toEqual(Array(4).fill('submission'));
});

it('keys of names sort by text, then by the number at the end', () => {
  const name = fc.tuple(fc.constantFrom('a', 'b', 'b_', 'a1x', 'Z.'), fc.option(fc.nat(999_999_999)));
  fc.assert(
    fc.property(fc.array(name), (parts) => {
      const sorted = [...parts].sort(([a, m], [b, n]) => (a < b ? -1 : a > b ? 1 : (m ?? -1) - (n ?? -1)));
      const texts = parts.map(([head, number]) => head + (number ?? ''));
      const keys = nameKeys(texts, texts.length);
      const places = texts.map((_, i) => i).sort((a, b) => keys[a] - keys[b]);
      expect(places.map((i) => texts[i])).toEqual(sorted.map(([head, number]) => head + (number ?? '')));
    }),
  );
});
