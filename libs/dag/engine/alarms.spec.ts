import { VirtualClock } from '../../../test/simulator/virtual-clock';
import { Alarms, type Alarm } from './alarms';

function retryAt(time: number, task: number): Alarm {
  return { kind: 'retry', time, runID: 1, task };
}

it('rings once for what is due, in order, and again for the rest', async () => {
  const clock = new VirtualClock();
  const start = clock.now();
  const rung: number[][] = [];
  const alarms = new Alarms(
    clock,
    () => true,
    () => rung.push(alarms.takeDue(clock.now()).map(({ task }) => task)),
  );
  for (const [after, task] of [
    [30, 3],
    [10, 1],
    [10, 2],
  ]) {
    alarms.set(retryAt(start + after, task));
  }
  await clock.run();
  expect(rung.map((tasks) => tasks.sort())).toEqual([[1, 2], [3]]);
});

it('throws out what nobody waits for any more instead of growing for ever', () => {
  const clock = new VirtualClock();
  let asked = 0;
  const alarms = new Alarms(
    clock,
    ({ task }) => {
      asked++;
      return task % 1000 === 0;
    },
    () => undefined,
  );
  for (let task = 0; task < 10_000; task++) alarms.set(retryAt(clock.now() + 1, task));
  expect(asked).toBeGreaterThan(0);
  expect(alarms.takeDue(clock.now() + 1).length).toBeLessThan(2100);
});
