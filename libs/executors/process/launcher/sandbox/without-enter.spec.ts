import { Cgroup, cgroupMount } from '../../../../../test/support/cgroup';
import { describeWith } from '../../../../../test/support/describe-with';
import { ProcessHost } from '../../../../../test/support/process-host';

const mount = cgroupMount();
const canBeTried = process.getuid?.() === 0 && mount !== undefined;

describeWith('a writable cgroup v2 hierarchy', canBeTried, 'a sandbox made by programs of the system', () => {
  it('is the same', async () => {
    const environment = { PATH: process.env.PATH, DAGGY_WITHOUT_ENTER: '1' };
    const host = await new ProcessHost({ environment }).open();
    const cgroup = new Cgroup(mount as string);
    const orphans = 'i=0; while [ $i -lt 20 ]; do setsid --fork true; i=$((i + 1)); done';
    const reaped = 'while grep -q ") Z" /proc/[0-9]*/stat 2>/dev/null; do :; done';
    const leave = `echo 0 >${mount}/cgroup.procs`;
    const script = `${orphans}; ${reaped}; ${leave}; cat /proc/self/cgroup /proc/1/comm; echo $$; exit 9`;
    const sandbox = { cgroup: cgroup.path, pid: true, mount: true, network: true };
    const { outcome, stdout, stderr } = await host.run(['/bin/sh', '-c', script], sandbox);
    expect(outcome).toEqual({ cause: 'exit', rc: 9 });
    expect(stderr).toMatch(/Read-only file system/);
    expect(stdout).toMatch(new RegExp(`^0::.*${cgroup.path.split('/').at(-1)}\ncat\n2\n$`, 'm'));
    await host.close();
    cgroup.remove();
  });
});
