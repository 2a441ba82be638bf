import { readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { whyNotExecutable, type Unstartable } from './program-path';
import { quote } from './quote';
import { findTool } from './util-linux';

/** The command that runs a program under another uid, with that user's groups; or why it cannot be. */
export function asUser(
  userID: number,
  program: string,
  command: readonly string[],
  workDir: string,
): { readonly command: readonly string[] } | { readonly unstartable: Unstartable } {
  const setpriv = findTool('setpriv');
  if (!setpriv) {
    return { unstartable: { rc: 126, reason: 'userID needs setpriv (util-linux), which is not installed' } };
  }
  const file = resolve(workDir || '.', program);
  const user = userOf(userID);
  const groupID = user?.groupID ?? userID;
  // Beforehand, because afterwards setpriv would fail and not the start.
  const obstacle = whyNotExecutable(file) ?? whyNotReachable(file, userID, groupID, user?.name);
  if (obstacle) return { unstartable: obstacle };
  const groups = user ? '--init-groups' : '--clear-groups';
  const shim = [setpriv, '--reuid', String(userID), '--regid', String(groupID), groups, '--'];
  return { command: [...shim, program, ...command.slice(1)] };
}

function userOf(userID: number): { name: string; groupID: number } | undefined {
  for (const line of readFileSync('/etc/passwd', 'utf8').split('\n')) {
    const [name, , uid, gid] = line.split(':');
    if (Number(uid) === userID && gid) return { name, groupID: Number(gid) };
  }
  return undefined;
}

function groupsOf(name: string | undefined, groupID: number): Set<number> {
  const groups = new Set([groupID]);
  if (name === undefined) return groups;
  for (const line of readFileSync('/etc/group', 'utf8').split('\n')) {
    const [, , gid, members] = line.split(':');
    if (members?.split(',').includes(name)) groups.add(Number(gid));
  }
  return groups;
}

/** By the permission bits of the program and of every folder above it. */
function whyNotReachable(
  file: string,
  userID: number,
  groupID: number,
  name: string | undefined,
): Unstartable | undefined {
  if (userID === 0) return undefined;
  const groups = groupsOf(name, groupID);
  for (let place = file; ; place = dirname(place)) {
    const { mode, uid, gid } = statSync(place);
    const bits = uid === userID ? mode >> 6 : groups.has(gid) ? mode >> 3 : mode;
    if ((bits & 1) === 0) {
      return {
        rc: 126,
        reason: `${quote(file)} may not be executed by user ${userID} (permission denied at ${quote(place)})`,
      };
    }
    if (place === dirname(place)) return undefined;
  }
}
