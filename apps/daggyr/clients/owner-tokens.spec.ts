import { OwnerTokens } from './owner-tokens';

it('a smaller token of the same store is refused, other stores are no concern', () => {
  const tokens = new OwnerTokens();
  expect([tokens.accept('a', 2), tokens.accept('a', 2), tokens.accept('a', 1)]).toEqual([true, true, false]);
  expect([tokens.accept('b', 1), tokens.accept('a', 3), tokens.accept('a', 2)]).toEqual([true, true, false]);
});

it('of more than 10,000 stores the one that was heard least lately is forgotten', () => {
  const tokens = new OwnerTokens();
  for (let store = 0; store < 10_000; store++) tokens.accept(`${store}`, 2);
  tokens.accept('0', 2);
  tokens.accept('one more', 2);
  expect(['0', '2', '1'].map((store) => tokens.accept(store, 1))).toEqual([false, false, true]);
});
