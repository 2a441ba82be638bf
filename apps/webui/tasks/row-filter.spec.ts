import { columnsOf } from './columns-of';
import { filterRows, type RowFilter } from './row-filter';
import { TaskColumns } from './task-columns';

const columns = new TaskColumns();
columns.put(
  columnsOf([
    ['pull_1', 'COMPLETED'],
    ['pull_2', 'ERRORED'],
    ['load_1', 'ERRORED'],
    ['a.b', 'QUEUED'],
  ]),
);
const order = Uint32Array.of(3, 2, 1, 0);
const filter = (wanted: Partial<RowFilter>) => {
  const { rows, counts } = filterRows(columns, order, { states: [], name: '', template: '', ...wanted });
  return { names: [...rows].map((row) => columns.name[row]).join(' '), counts: [...counts] };
};

it.each<[Partial<RowFilter>, string]>([
  [{}, 'a.b load_1 pull_2 pull_1'],
  [{ states: ['ERRORED'] }, 'load_1 pull_2'],
  [{ states: ['ERRORED', 'QUEUED'], name: '2$|b' }, 'a.b pull_2'],
  [{ name: 'pull' }, 'pull_2 pull_1'],
  [{ name: '^l' }, 'load_1'],
  [{ name: 'l.*_1' }, 'load_1 pull_1'],
  [{ template: 'pull' }, 'pull_2 pull_1'],
  [{ template: 'nix' }, ''],
])('%j leaves %s', (wanted, names) => {
  expect(filter(wanted).names).toBe(names);
});

it('counts by state what matches otherwise', () => {
  expect(filter({ states: ['QUEUED'], name: 'l' }).counts).toEqual([0, 0, 0, 1, 2, 0]);
});

it('throws for what is no regular expression', () => {
  expect(() => filter({ name: '(' })).toThrow(SyntaxError);
});
