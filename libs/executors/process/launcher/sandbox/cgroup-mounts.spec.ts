import { cgroupMounts } from './cgroup-mounts';

const TEXT = `24 30 0:22 / /proc rw,nosuid shared:13 - proc proc rw
31 23 0:27 / /sys/fs/cgroup rw,nosuid shared:6 - tmpfs tmpfs rw
32 31 0:28 / /sys/fs/cgroup/unified rw,nosuid shared:7 - cgroup2 cgroup2 rw,nsdelegate
33 31 0:29 / /sys/fs/cgroup/memory rw,nosuid shared:8 - cgroup cgroup rw,memory
34 23 0:28 /a /mnt/my\\040cgroups rw - cgroup2 cgroup2 rw
35 23 0:28 / /mnt/hidden rw - cgroup2 cgroup2 rw
36 35 0:40 / /mnt/hidden rw - tmpfs tmpfs rw
`;

it('cgroup v2 file systems are found wherever they are mounted and can be seen', () => {
  expect(cgroupMounts(TEXT)).toEqual(['/sys/fs/cgroup/unified', '/mnt/my cgroups']);
});
