import type { Edge } from '../spec/dag-spec';
import { longestChain } from './longest-chain';

const edges = (...pairs: readonly string[]): Edge[] =>
  pairs.map((pair) => ({ parent: pair[0], child: pair[1], same: [] }));

describe('longestChain', () => {
  it.each([
    ['a', [], 1],
    ['abc', [], 1],
    ['abc', ['ab', 'bc'], 3],
    ['cba', ['ab', 'bc'], 3],
    ['abcd', ['ab', 'ac', 'bd', 'cd'], 3],
    ['cabd', ['ab', 'bd', 'cd'], 3],
    ['acbd', ['ab', 'bd', 'cd'], 3],
    ['abcde', ['ae', 'ab', 'bc', 'cd', 'de'], 5],
  ])('of the templates %s with %j is %i', (names, pairs, length) => {
    expect(longestChain([...names], edges(...pairs))).toBe(length);
  });

  it('goes through 200,000 templates without recursion', () => {
    const names = Array.from({ length: 200_000 }, (_, i) => `t${i}`);
    const chain = names.slice(1).map((child, i) => ({ parent: names[i], child, same: [] }));
    expect(longestChain(names, chain)).toBe(200_000);
  });
});
