import { SystemClock } from './system-clock';

describe('SystemClock', () => {
  beforeEach(() => {
    jest.useFakeTimers({ now: 1_000_000 });
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('calls back at the time, and at once for one that has passed', () => {
    const called: number[] = [];
    const clock = new SystemClock();
    clock.at(1_000_500, () => called.push(clock.now()));
    clock.at(5, () => called.push(clock.now()));
    jest.advanceTimersByTime(499);
    expect(called).toEqual([1_000_000]);
    jest.advanceTimersByTime(1);
    expect(called).toEqual([1_000_000, 1_000_500]);
  });

  it('waits for months', () => {
    const time = 1_000_000 + 100 * 86_400_000;
    const called: number[] = [];
    const clock = new SystemClock();
    clock.at(time, () => called.push(clock.now()));
    jest.advanceTimersByTime(100 * 86_400_000 - 1);
    expect(called).toEqual([]);
    jest.advanceTimersByTime(1);
    expect(called).toEqual([time]);
  });

  it('does not call back before the time when the clock was set back', () => {
    const callback = jest.fn();
    new SystemClock().at(1_001_000, callback);
    jest.setSystemTime(900_000);
    jest.advanceTimersByTime(1_000);
    expect(callback).not.toHaveBeenCalled();
    jest.advanceTimersByTime(100_000);
    expect(callback).toHaveBeenCalledTimes(1);
  });

  it('takes a wait back, also one that goes on in parts', () => {
    const callback = jest.fn();
    const cancel = new SystemClock().at(1_000_000 + 2 ** 32, callback);
    jest.advanceTimersByTime(2 ** 31);
    cancel();
    jest.advanceTimersByTime(2 ** 33);
    expect(callback).not.toHaveBeenCalled();
    expect(jest.getTimerCount()).toBe(0);
  });
});
