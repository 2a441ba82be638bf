import { type Beat, Rhythm } from './rhythm';

const MINUTE = 60_000;

describe('the beats', () => {
  let beats: number[];
  let found: Beat;
  let rhythm: Rhythm;

  beforeEach(() => {
    jest.useFakeTimers();
    beats = [];
    found = 'nothing';
    const beat = () => {
      beats.push(Date.now());
      return Promise.resolve(found);
    };
    rhythm = new Rhythm({ leastMs: 1_000, mostMs: 30_000, share: 1, beat });
  });
  afterEach(() => {
    rhythm.halt();
    jest.useRealTimers();
  });

  const pauses = () => beats.slice(1).map((time, index) => time - beats[index]);

  it('are fast while they find something', async () => {
    found = 'new';
    rhythm.soon();
    await jest.advanceTimersByTimeAsync(MINUTE);
    expect(beats.length).toBeGreaterThanOrEqual(59);
    expect(Math.min(...pauses())).toBeGreaterThanOrEqual(1_000);
  });

  it('become slower while they find nothing, up to a bound, and are fast again', async () => {
    rhythm.soon();
    await jest.advanceTimersByTimeAsync(10 * MINUTE);
    expect(beats.length).toBeLessThan(35);
    const all = pauses();
    expect(all).toEqual([...all].sort((a, b) => a - b));
    expect(all.at(-1)).toBe(30_000);
    beats = [];
    rhythm.soon();
    await jest.advanceTimersByTimeAsync(1_500);
    expect(beats.length).toBeGreaterThanOrEqual(1);
  });

  it('become slower also while there is more and more to look for', async () => {
    const busy = new Rhythm({
      leastMs: 1_000,
      mostMs: 30_000,
      share: 1,
      beat: async () => {
        beats.push(Date.now());
        await Promise.resolve();
        busy.wake();
        return 'rest';
      },
    });
    busy.wake();
    await jest.advanceTimersByTimeAsync(MINUTE);
    busy.halt();
    expect(beats.length).toBeGreaterThan(5);
    expect(beats.length).toBeLessThan(12);
  });

  it.each([
    [20, 380],
    [1_000, 1_000],
  ])('that take %d ms rest for %d ms, to take their share of the time only', async (ms, rest) => {
    const ends: number[] = [];
    const slow = new Rhythm({
      leastMs: 50,
      mostMs: 50,
      share: 0.05,
      beat: async () => {
        beats.push(Date.now());
        await new Promise((resolve) => setTimeout(resolve, ms));
        ends.push(Date.now());
        return 'nothing';
      },
    });
    slow.soon();
    await jest.advanceTimersByTimeAsync(10_000);
    slow.halt();
    expect(ends.slice(0, 3).map((end, index) => beats[index + 1] - end)).toEqual([rest, rest, rest]);
  });

  it('come to rest when there is no need, and go on when there is', async () => {
    found = 'rest';
    rhythm.soon();
    await jest.advanceTimersByTimeAsync(10 * MINUTE);
    expect(beats).toHaveLength(1);
    rhythm.wake();
    await jest.advanceTimersByTimeAsync(1_500);
    expect(beats).toHaveLength(2);
  });
});
