import type { RunnerStatus } from '#wire/runner';
import type { RemoteAttempt } from './remote-attempt';
import { Runner } from './runner';

const room = (cores: number) => ({ cores, memoryMB: 100 * cores });

/** What a runner of 10 cores says that has so many free. */
function status(revision: number, free: number, instance = 'first'): RunnerStatus {
  return { instance, revision, capacity: { total: room(10), free: room(free), tasks: 0 } };
}

function attempt(cores: number): RemoteAttempt {
  const key = { runID: 1, task: 1, attempt: 1 };
  return { key, taskID: 'x', demand: room(cores), request: '', stage: 'waiting' };
}

describe('what is free of a runner', () => {
  it('is what it said, less what it did not know of then', () => {
    const runner = new Runner('http://host');
    expect(runner.free).toBeUndefined();
    runner.heard(status(1, 8), 0);
    expect(runner.free).toEqual(room(8));
    const first = attempt(3);
    runner.add(first, 'placed');
    expect(runner.free).toEqual(room(5));
    runner.add(first, 'running');
    runner.heard(status(2, 5), 0);
    expect(runner.free).toEqual(room(5));
    runner.remove(first);
    runner.heard(status(3, 8), 0);
    expect(runner.free).toEqual(room(8));
  });

  it('does not hold an end that is not told yet', () => {
    const runner = new Runner('http://host');
    const first = attempt(6);
    runner.heard(status(1, 10), 0);
    runner.add(first, 'running');
    runner.heard(status(3, 10), 0);
    expect(runner.free).toEqual(room(4));
    runner.remove(first);
    expect(runner.free).toEqual(room(10));
  });

  it('is what the newer of two answers says, in whatever order they come', () => {
    const runner = new Runner('http://host');
    runner.heard(status(5, 2), 0);
    runner.heard(status(4, 9), 0);
    expect(runner.free).toEqual(room(2));
    runner.heard(status(1, 7, 'second'), 0);
    expect(runner.free).toEqual(room(7));
  });

  it('is nothing while it cannot be reached, and after it has said no to what seemed to fit, until it says more', () => {
    const runner = new Runner('http://host');
    runner.heard(status(1, 8), 0);
    runner.refused(room(9));
    expect(runner.free).toEqual(room(8));
    runner.refused(room(2));
    expect(runner.free).toBeUndefined();
    runner.heard(status(2, 8), 0);
    expect(runner.free).toEqual(room(8));
    runner.notHeard('unreachable', 'gone');
    expect(runner.free).toBeUndefined();
    expect(runner.view()).toMatchObject({ state: 'unreachable', total: room(10), free: room(8) });
  });
});
