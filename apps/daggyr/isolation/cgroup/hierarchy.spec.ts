import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Cgroup, cgroupMount } from '../../../../test/support/cgroup';
import { describeWith } from '../../../../test/support/describe-with';
import { Hierarchy } from './hierarchy';

const mount = cgroupMount();

describeWith('a writable cgroup v2 hierarchy', mount !== undefined, "a runner's cgroups", () => {
  let root: Cgroup;
  let sleeper: ChildProcess;
  let hierarchy: Hierarchy;

  beforeEach(() => {
    root = new Cgroup(mount as string);
    sleeper = spawn('/bin/sleep', ['60']);
    hierarchy = new Hierarchy({ root: root.path, name: 'runner-1', pids: [] });
  });

  afterEach(async () => {
    const ended = once(sleeper, 'exit');
    sleeper.kill('SIGKILL');
    await ended;
    await hierarchy.clear();
    hierarchy.remove();
    root.remove();
  });

  const moveTo = (directory: string) => writeFileSync(join(directory, 'cgroup.procs'), String(sleeper.pid));

  it('are not made where somebody else is', () => {
    moveTo(root.path);
    expect(() => hierarchy.build(['cpu'])).toThrow(`other processes are in ${root.path} too (${sleeper.pid})`);
    expect(root.members()).toEqual([sleeper.pid]);
  });

  it('that a former life has left are ended and removed, with what tasks have made in them', async () => {
    hierarchy.build([]);
    const inner = join(hierarchy.directoryOf(7), 'made', 'by-task');
    mkdirSync(inner, { recursive: true });
    mkdirSync(hierarchy.directoryOf(8));
    moveTo(inner);
    const ended = once(sleeper, 'exit');
    await hierarchy.clear();
    expect([7, 8].map((task) => existsSync(hierarchy.directoryOf(task)))).toEqual([false, false]);
    expect(await ended).toEqual([null, 'SIGKILL']);
    sleeper = spawn('/bin/sleep', ['60']);
  });
});

it('there is none in a folder that is no cgroup, nor without a hierarchy', () => {
  expect(() => new Hierarchy({ root: '/tmp', name: 'x', pids: [] }).available()).toThrow(
    '/tmp is no cgroup v2 directory',
  );
  expect(() => new Hierarchy({ root: undefined, name: 'x', pids: [] }).available()).toThrow('no cgroup v2 hierarchy');
});
