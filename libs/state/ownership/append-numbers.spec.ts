import { submission } from '../../../test/contract/state/sample-runs';
import { AppendNumbers } from './append-numbers';

describe('the numbers of appends', () => {
  it('are the same for an append that is repeated, and new for each other', () => {
    const numbers = new AppendNumbers(40);
    const [one, two] = [[submission(1)], [submission(1)]];
    expect([numbers.numberOf(one), numbers.numberOf(one), numbers.acknowledged]).toEqual([41, 41, 40]);
    numbers.acknowledge(41);
    expect([numbers.numberOf(two), numbers.acknowledged]).toEqual([42, 41]);
  });

  it('are new for an array that was recorded before', () => {
    const numbers = new AppendNumbers(0);
    const entries = [submission(1)];
    numbers.acknowledge(numbers.numberOf(entries));
    expect(numbers.numberOf(entries)).toBe(2);
  });

  it('are never used for something else when an append is given up', () => {
    const numbers = new AppendNumbers(0);
    expect([numbers.numberOf([submission(1)]), numbers.numberOf([submission(2)])]).toEqual([1, 2]);
    expect(numbers.acknowledged).toBe(0);
  });
});
