import fc from 'fast-check';
import { spread } from './spread';

function spreadOut(values: readonly number[], weights: readonly number[] = values.map(() => 1)): number[] {
  const result = Float64Array.from(values);
  spread(result, Float64Array.from(weights), 0, values.length);
  return [...result];
}

const cost = (values: readonly number[], wished: readonly number[]) =>
  values.reduce((sum, value, i) => sum + (value - wished[i]) ** 2, 0);

describe('spread', () => {
  it('leaves alone what rises, and pools what falls by weight', () => {
    expect(spreadOut([1, 2, 2, 5])).toEqual([1, 2, 2, 5]);
    expect(spreadOut([3, 1])).toEqual([2, 2]);
    expect(spreadOut([4, 0, 7], [3, 1, 1])).toEqual([3, 3, 7]);
    expect(spreadOut([])).toEqual([]);
  });

  it('is as near to the wishes as anything that rises', () => {
    const numbers = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 5, maxLength: 5 });
    fc.assert(
      fc.property(numbers, numbers, (wished, other) => {
        const result = spreadOut(wished);
        expect(result).toEqual([...result].sort((a, b) => a - b));
        expect(cost(result, wished)).toBeLessThanOrEqual(
          cost(
            [...other].sort((a, b) => a - b),
            wished,
          ) + 1e-6,
        );
      }),
    );
  });

  it('changes nothing outside of its range', () => {
    const values = Float64Array.of(9, 3, 1, 0);
    spread(values, Float64Array.of(1, 1, 1, 1), 1, 3);
    expect([...values]).toEqual([9, 2, 2, 0]);
  });
});
