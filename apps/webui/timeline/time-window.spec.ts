import { ticks } from './ticks';
import { pan, zoom } from './time-window';

describe('zoom', () => {
  it('keeps the moment under the pointer in its place', () => {
    expect(zoom({ from: 0, to: 1000 }, 2, 500, 1000)).toEqual({ from: 250, to: 750 });
    expect(zoom({ from: 0, to: 1000 }, 2, 0, 1000)).toEqual({ from: 0, to: 500 });
  });

  it('stays within the run, and does not end in nothing', () => {
    expect(zoom({ from: 100, to: 200 }, 0.01, 150, 1000)).toEqual({ from: 0, to: 1000 });
    const closest = zoom({ from: 0, to: 1000 }, 1e9, 990, 1000);
    expect(closest.to - closest.from).toBe(10);
    expect(zoom({ from: 0, to: 1 }, 2, 0, 1)).toEqual({ from: 0, to: 1 });
  });
});

it('pans within the run', () => {
  expect(pan({ from: 100, to: 300 }, 50, 1000)).toEqual({ from: 150, to: 350 });
  expect(pan({ from: 100, to: 300 }, -500, 1000)).toEqual({ from: 0, to: 200 });
  expect(pan({ from: 100, to: 300 }, 5000, 1000)).toEqual({ from: 800, to: 1000 });
});

it.each([
  [0, 3, 3, ['0', '+1 ms', '+2 ms', '+3 ms']],
  [0, 3_000, 6, ['0', '+500 ms', '+1.0 s', '+1.5 s', '+2.0 s', '+2.5 s', '+3.0 s']],
  [58_000, 62_000, 4, ['+58 s', '+59 s', '+1:00', '+1:01', '+1:02']],
  [60_000, 61_000, 2, ['+1:00.0', '+1:00.5', '+1:01.0']],
  [0, 7_200_000, 4, ['0', '+30:00', '+1:00:00', '+1:30:00', '+2:00:00']],
  [0, 345_600_000, 4, ['0', '+1 d', '+2 d', '+3 d', '+4 d']],
])('ticks from %d to %d', (from, to, most, labels) => {
  expect(ticks(from, to, most).map(({ label }) => label)).toEqual(labels);
});
