import { setImmediate as turn } from 'node:timers/promises';
import { inOrder } from './in-order';

async function* numbers(count: number): AsyncGenerator<number> {
  for (let number = 0; number < count; number++) yield number;
}

describe('inOrder', () => {
  it('begins a few at once, and gives them in their order', async () => {
    let taken = 0;
    let most = 0;
    const begun: number[] = [];
    const results = inOrder(numbers(10), 3, async (number) => {
      most = Math.max(most, begun.push(number) - taken);
      for (let left = number % 3 === 0 ? 5 : 1; left > 0; left--) await turn();
      return number;
    });
    const all: number[] = [];
    for await (const number of results) {
      all.push(number);
      taken++;
    }
    expect(all).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(most).toBe(3);
  });

  it('gives what came before an error, and begins nothing behind it', async () => {
    const begun: number[] = [];
    const results = inOrder(numbers(9), 2, async (number) => {
      begun.push(number);
      if (number > 0) throw new Error(`no ${number}`);
      return number;
    });
    expect((await results.next()).value).toBe(0);
    await expect(results.next()).rejects.toThrow('no 1');
    expect((await results.next()).done).toBe(true);
    expect(begun).toEqual([0, 1, 2]);
  });
});
