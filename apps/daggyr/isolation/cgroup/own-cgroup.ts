import { join, relative } from 'node:path';
import { unescaped } from '#executors/process/launcher/sandbox/cgroup-mounts';

/**
 * The directory of this process's own cgroup v2, from the texts of /proc/self/mountinfo and /proc/self/cgroup; undefined
 * where no cgroup v2 hierarchy is mounted, or none that the process is in.
 */
export function ownCgroup(mountinfo: string, cgroup: string): string | undefined {
  const path = /^0::(\/.*)$/m.exec(cgroup)?.[1];
  const mount = mountinfo
    .split('\n')
    .map((line) => /^\S+ \S+ \S+ (\S+) (\S+) .* - cgroup2 /.exec(line))
    .find((match) => match !== null);
  if (path === undefined || !mount) return undefined;
  const [root, directory] = mount.slice(1).map(unescaped);
  // A container may see a part of the hierarchy only: what is mounted is then not its root.
  const below = relative(root, path);
  return below.startsWith('..') ? undefined : join(directory, below);
}
