import { Turns } from './turns';

describe('turns', () => {
  it('are given to so many at once, in order, also after a failure', async () => {
    const turns = new Turns(2);
    const begun: number[] = [];
    const ends: (() => void)[] = [];
    const all = [0, 1, 2, 3].map((name) =>
      turns.take(async () => {
        begun.push(name);
        await new Promise<void>((resolve) => (ends[name] = resolve));
        if (name === 0) throw new Error('failed');
        return name;
      }),
    );
    const first = expect(all[0]).rejects.toThrow('failed');
    await Promise.resolve();
    expect(begun).toEqual([0, 1]);
    ends[0]();
    await first;
    await new Promise(setImmediate);
    expect(begun).toEqual([0, 1, 2]);
    ends[2]();
    await all[2];
    await new Promise(setImmediate);
    expect(begun).toEqual([0, 1, 2, 3]);
    for (const name of [1, 3]) ends[name]();
    expect(await Promise.all(all.slice(1))).toEqual([1, 2, 3]);
  });
});
