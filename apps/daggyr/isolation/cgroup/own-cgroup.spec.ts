import { ownCgroup } from './own-cgroup';

const line = (root: string, mount: string, kind = 'cgroup2 cgroup2 rw') =>
  `41 31 0:38 ${root} ${mount} rw,nosuid,relatime shared:4 - ${kind}\n`;

describe('the own cgroup', () => {
  it('is found in a pure hierarchy', () => {
    const mounts = `22 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw\n${line('/', '/sys/fs/cgroup')}`;
    expect(ownCgroup(mounts, '0::/system.slice/daggyr.service\n')).toBe('/sys/fs/cgroup/system.slice/daggyr.service');
    expect(ownCgroup(mounts, '0::/\n')).toBe('/sys/fs/cgroup');
  });

  it('is found beside hierarchies of the first version', () => {
    const mounts = `${line('/', '/sys/fs/cgroup/memory', 'cgroup cgroup rw,memory')}${line('/', '/sys/fs/cgroup/unified')}`;
    expect(ownCgroup(mounts, '9:name=systemd:/\n4:memory:/x\n0::/y z\n')).toBe('/sys/fs/cgroup/unified/y z');
  });

  it('is found where only a part of the hierarchy is mounted', () => {
    const mounts = line('/docker/abc', '/sys/fs/cgroup');
    expect(ownCgroup(mounts, '0::/docker/abc/inner\n')).toBe('/sys/fs/cgroup/inner');
    expect(ownCgroup(mounts, '0::/docker/other\n')).toBeUndefined();
  });

  it('is found below a path with spaces', () => {
    expect(ownCgroup(line('/', '/mnt/c\\040g'), '0::/a\n')).toBe('/mnt/c g/a');
  });

  it('is none without the second version', () => {
    expect(ownCgroup(line('/', '/sys/fs/cgroup/cpu', 'cgroup cgroup rw,cpu'), '2:cpu:/\n')).toBeUndefined();
    expect(ownCgroup('', '0::/\n')).toBeUndefined();
  });
});
