import { neighbour } from './failures';

it.each([
  ['a', 1, 'b'],
  ['c', 1, 'a'],
  ['a', -1, 'c'],
  ['c', -1, 'b'],
  ['other', 1, 'a'],
  ['other', -1, 'c'],
] as const)('beside %s, way %d: %s', (current, way, found) => {
  expect(neighbour(['a', 'b', 'c'], current, way)).toBe(found);
});

it('is nobody when there is no other', () => {
  expect(neighbour([], 'a', 1)).toBeUndefined();
  expect(neighbour(['a'], 'a', 1)).toBeUndefined();
  expect(neighbour(['a'], 'a', -1)).toBeUndefined();
});
