import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runnerStatusSchema, type RunnerStatus } from '#wire/runner';
import { problem } from '../support/api';
import { cgroupMount } from '../support/cgroup';
import { stopAll } from '../support/daggy-process';
import { describeWith } from '../support/describe-with';
import { ask } from '../support/http';
import { type RunnerApi, startRunner } from '../support/runner';

jest.setTimeout(60_000);
afterEach(stopAll);

const TASK = { command: ['/bin/true'], cores: 0.1, memoryMB: 10 };
const status = (runner: RunnerApi) =>
  runner.change<RunnerStatus>('POST', '/tasks/forget', { taskIDs: [] }, runnerStatusSchema);

it('a runner whose disk is full takes nothing in, and says why', async () => {
  const runner = await startRunner({ limits: { minFreeMB: 1e12 } });
  const refused = problem(await runner.send('POST', '/task', TASK), 409, 'no-room');
  expect(refused.detail).toMatch(/There is no room now: .* MB free, and needs 1000000000000/);
  expect((await status(runner)).capacity.free).toEqual({ cores: 0, memoryMB: 0 });
  expect(problem(await ask(`${runner.server.url}/readyz`), 503, 'not-ready').detail).toMatch(/tasks: .* MB free/);
});

it('keeps as much of the output as its config says', async () => {
  const runner = await startRunner({ limits: { maxOutputBytes: 20_000 } });
  const task = await runner.runToEnd('head -c 100000 /dev/zero');
  expect([task.truncated, task.outputBytes]).toEqual([true, 100_000]);
  const kept = await runner.ask(`/task/${task.taskID}/stdout`);
  expect(kept.body.length).toBeGreaterThan(15_000);
  expect(kept.body.length).toBeLessThan(21_000);
});

const mount = cgroupMount();

describeWith('a writable cgroup v2 hierarchy', mount !== undefined, 'a runner that can make no more cgroups', () => {
  it('has no room until it can again', async () => {
    const name = `short.${process.pid}`;
    const isolation = { cgroup: 'without-limits', pid: false, mount: false, network: false };
    const runner = await startRunner({ isolation, 'cgroup-root': mount, 'job-name-prefix': name });
    const [base] = readdirSync(mount as string).filter((each) => each.startsWith(name));
    const most = join(mount as string, base, 'cgroup.max.descendants');
    const before = (await status(runner)).revision;
    writeFileSync(most, '0');
    const refused = problem(await runner.send('POST', '/task', TASK), 409, 'no-room');
    expect(refused.detail).toMatch(/no cgroup can be made: EAGAIN/);
    const { items, runner: meanwhile } = await runner.startMany([{ ...TASK, taskID: 'many' }]);
    expect([items[0].status, meanwhile.capacity.free.cores]).toEqual(['no-room', 0]);
    writeFileSync(most, 'max');
    const after = await runner.until(
      'room',
      () => status(runner),
      ({ capacity }) => capacity.free.cores > 0,
    );
    // Who was refused notices.
    expect([meanwhile.revision > before, after.revision > meanwhile.revision]).toEqual([true, true]);
    expect((await runner.runToEnd('exit 3')).rc).toBe(3);
    expect(runner.server.stderr).toMatch(/No tasks are taken in: no cgroup can be made/);
    // Its cgroup goes with it.
    await runner.server.stop();
    expect(existsSync(join(mount as string, base))).toBe(false);
  });
});
