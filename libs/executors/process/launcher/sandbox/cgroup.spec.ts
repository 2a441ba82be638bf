import { mkdirSync, rmdirSync } from 'node:fs';
import { until } from '../../../../../test/contract/executor/probe';
import { Cgroup, cgroupMount } from '../../../../../test/support/cgroup';
import { describeWith } from '../../../../../test/support/describe-with';
import { OPEN, ProcessHost, processesWith } from '../../../../../test/support/process-host';
import { isPopulated, killCgroup } from './cgroup';

const sh = (script: string) => ['/bin/sh', '-c', script];
const mount = cgroupMount();

describeWith('a writable cgroup v2 hierarchy', mount !== undefined, 'a process in a cgroup', () => {
  let host: ProcessHost;
  let cgroup: Cgroup;
  let mark: string;

  beforeEach(async () => {
    mark = `${100_000 + Math.floor(Math.random() * 900_000)}.5`;
    cgroup = new Cgroup(mount as string);
    host = await new ProcessHost().open();
  });

  afterEach(async () => {
    await host.close();
    cgroup.remove();
  });

  it.each([false, true])('is in it before its program starts, also in namespaces of its own (%j)', async (isolated) => {
    const sandbox = { ...OPEN, cgroup: cgroup.path, pid: isolated, mount: isolated };
    const { stdout } = await host.run(['/bin/cat', '/proc/self/cgroup'], sandbox);
    const name = cgroup.path.split('/').at(-1);
    expect(stdout).toMatch(new RegExp(`^0::.*/${name}$`, 'm'));
  });

  it('is not left by accident from a mount namespace of its own', async () => {
    const script = `echo 0 >${mount}/cgroup.procs; mkdir ${cgroup.path}/below; cat /proc/self/cgroup`;
    const sandbox = { ...OPEN, cgroup: cgroup.path, mount: true };
    const { outcome, stdout, stderr } = await host.run(sh(script), sandbox);
    expect(outcome).toEqual({ cause: 'exit', rc: 0 });
    expect(stdout).toMatch(new RegExp(`^0::.*/${cgroup.path.split('/').at(-1)}$`, 'm'));
    expect(stderr.match(/Read-only file system/g)).toHaveLength(2);
  });

  it('ends with all that is in it, also what left its session and its environment', async () => {
    const script = `setsid env -i sleep ${mark} & while ! grep -q sleep /proc/$!/comm; do :; done; exit 5`;
    const { outcome } = await host.run(sh(script), { ...OPEN, cgroup: cgroup.path });
    expect(outcome).toEqual({ cause: 'exit', rc: 5 });
    expect([processesWith(mark), isPopulated(cgroup.path)]).toEqual([[], false]);
  });

  it('is stopped with all that is in it, who ignores SIGTERM after the grace', async () => {
    const script = `trap "" TERM; setsid env -i sleep ${mark} & sleep ${mark} & wait`;
    const key = host.start(sh(script), { ...OPEN, cgroup: cgroup.path });
    await until('they run', () => processesWith(mark).length >= 2);
    host.stop(key);
    expect((await host.endOf(key)).outcome).toEqual({ cause: 'killed', rc: 137 });
    expect([processesWith(mark), cgroup.members()]).toEqual([[], []]);
  });

  it('does not start its program where there is no such cgroup', async () => {
    const { outcome, stdout, stderr } = await host.run(['echo', 'here'], { ...OPEN, cgroup: '/sys/fs/cgroup/gone' });
    expect([outcome, stdout]).toEqual([{ cause: 'exit', rc: 126 }, '']);
    expect(stderr).toContain('/sys/fs/cgroup/gone/cgroup.procs');
  });

  it('has an init that is not in it', async () => {
    const key = host.start(['sleep', mark], { ...OPEN, cgroup: cgroup.path, pid: true, mount: true });
    await until('it has joined', () => cgroup.members().length > 0);
    expect(cgroup.members()).toEqual([await host.pidOf(key)]);
    host.stop(key);
    await host.endOf(key);
  });

  it('counts what is below it', async () => {
    const below = `${cgroup.path}/below`;
    mkdirSync(below);
    const script = `setsid env -i sh -c 'echo 0 >${below}/cgroup.procs; exec sleep ${mark}' & sleep ${mark}`;
    const key = host.start(sh(script), { ...OPEN, cgroup: cgroup.path });
    await until('it has a process below', () => isPopulated(below));
    await until('both sleep', () => processesWith(mark).length >= 2);
    expect(isPopulated(cgroup.path)).toBe(true);
    killCgroup(cgroup.path);
    expect((await host.endOf(key)).outcome).toEqual({ cause: 'signal', rc: 137 });
    expect([isPopulated(cgroup.path), isPopulated(below)]).toEqual([false, false]);
    rmdirSync(below);
  });
});

describe('a cgroup that is gone', () => {
  it('has nothing in it', () => {
    killCgroup('/sys/fs/cgroup/gone');
    expect(isPopulated('/sys/fs/cgroup/gone')).toBe(false);
  });
});
