import type { Sandbox } from '../../protocol';
import type { Unstartable } from '../program-path';
import { findTool } from '../util-linux';
import { cgroupMounts } from './cgroup-mounts';

/** Opens what lets it join the cgroup that is its first argument, and becomes the program that the others are. */
const OPEN = 'exec 9>"$0/cgroup.procs" || exit 126; exec "$@"';
/** The words before "--" are mounted read-only; joins what was opened, if anything, and becomes the program after them. */
const PROTECT =
  'while [ "$1" != -- ]; do mount -o remount,bind,ro,nosuid,nodev,noexec "$1" || exit 126; shift; done; shift; ';
const JOIN = 'echo 0 >&9 || exit 126; exec 9>&-; ';
const BECOME = 'exec "$@"';

/**
 * The commands that a process executes one after the other before it becomes its program, for what it can only do itself:
 * mount its own /proc, and join its cgroup; one command where there is `enter` (see `findEnter`). In this order: what the way
 * in takes is not charged to the cgroup. Cgroups are read-only in a mount namespace of its own.
 */
export function wayIn(
  { cgroup, pid, mount }: Sandbox,
  enter: string | undefined,
): { readonly command: readonly string[] } | { readonly unstartable: Unstartable } {
  if (!mount && !cgroup) return { command: [] };
  const readOnly = mount ? cgroupMounts() : [];
  if (enter !== undefined) {
    const mounts = mount ? (pid ? '2' : '1') : '0';
    return { command: [enter, cgroup && `${cgroup}/cgroup.procs`, mounts, ...readOnly, '--'] };
  }
  const command: string[] = cgroup ? ['/bin/sh', '-c', OPEN, cgroup] : [];
  if (mount) {
    const unshare = findTool('unshare');
    if (unshare === undefined) {
      const reason = 'a mount namespace needs unshare (util-linux), which is not installed';
      return { unstartable: { rc: 126, reason } };
    }
    // Mounts of the host are seen as they come and go, but not the other way round.
    command.push(unshare, '--mount', '--propagation', 'slave');
    if (pid) command.push('--mount-proc');
    command.push('--');
  }
  command.push('/bin/sh', '-c', `${PROTECT}${cgroup ? JOIN : ''}${BECOME}`, 'sh', ...readOnly, '--');
  return { command };
}
