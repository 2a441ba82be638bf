import { OwnerTokens } from './owner-tokens';

it('a smaller token of the same store is refused, other stores are no concern', () => {
  const tokens = new OwnerTokens();
  expect([tokens.accept('a', 2), tokens.accept('a', 2), tokens.accept('a', 1)]).toEqual([true, true, false]);
  expect([tokens.accept('b', 1), tokens.accept('a', 3), tokens.accept('a', 2)]).toEqual([true, true, false]);
});
