import type { Sandbox } from '../../protocol';
import type { Unstartable } from '../program-path';
import { findTool } from '../util-linux';

/** Joins the cgroup that is its first argument and becomes the program that the others are. */
const JOIN = 'echo 0 >"$0/cgroup.procs" || exit 126; exec "$@"';

/**
 * The commands that a process executes one after the other before it becomes its program, for what it can only do itself:
 * mount its own /proc, and join its cgroup; one command where there is `enter` (see `findEnter`). In this order, so that what the way in takes is not charged to the cgroup.
 */
export function wayIn(
  { cgroup, pid, mount }: Sandbox,
  enter: string | undefined,
): { readonly command: readonly string[] } | { readonly unstartable: Unstartable } {
  if (!mount && !cgroup) return { command: [] };
  if (enter !== undefined) {
    const mounts = mount ? (pid ? '2' : '1') : '0';
    return { command: [enter, cgroup && `${cgroup}/cgroup.procs`, mounts] };
  }
  const command: string[] = [];
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
  if (cgroup) command.push('/bin/sh', '-c', JOIN, cgroup);
  return { command };
}
