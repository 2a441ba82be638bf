import { TaskTimeouts } from './task-timeouts';

const DAY = 86_400_000;

describe('timeouts', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('are kept also when no timer takes as much, unless they are cleared', () => {
    const due: number[] = [];
    const timeouts = new TaskTimeouts((task) => due.push(task));
    timeouts.set(1, 60 * DAY);
    timeouts.set(2, 1000);
    timeouts.set(3, 1000);
    timeouts.clear(3);
    jest.advanceTimersByTime(1000);
    expect(due).toEqual([2]);
    jest.advanceTimersByTime(60 * DAY - 1001);
    expect(due).toEqual([2]);
    jest.advanceTimersByTime(1);
    expect(due).toEqual([2, 1]);
    timeouts.set(4, 60 * DAY);
    jest.advanceTimersByTime(59 * DAY);
    timeouts.clear(4);
    jest.advanceTimersByTime(59 * DAY);
    expect(due).toEqual([2, 1]);
  });
});
