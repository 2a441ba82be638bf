import type { LiveAttempt } from './attempt';
import { groupExists } from './children';
import * as libc from './libc';
import { isPopulated, killCgroup } from './sandbox/cgroup';

/** Whether no process of an attempt can get where it would not be found and killed with the others. */
export function isContained({ sandbox }: LiveAttempt): boolean {
  return sandbox !== null && (sandbox.pid || sandbox.cgroup !== '');
}

/** SIGKILL to all that is known to be of an attempt whose leader was not reaped yet. */
export function killAll(attempt: LiveAttempt): void {
  libc.kill(-attempt.pid, libc.SIGKILL);
  killContained(attempt);
}

/** SIGKILL to all that its sandbox holds. */
export function killContained({ init, sandbox }: LiveAttempt): void {
  if (init > 0) libc.kill(init, libc.SIGKILL);
  if (sandbox?.cgroup) killCgroup(sandbox.cgroup);
}

/** Whether an attempt whose leader was reaped has processes still, as far as its group or its sandbox tells. */
export function hasOthers(attempt: LiveAttempt): boolean {
  if (!isContained(attempt)) return groupExists(attempt.pid);
  // An init is the last to end of its PID namespace.
  if (attempt.init > 0) return true;
  return attempt.sandbox?.cgroup ? isPopulated(attempt.sandbox.cgroup) : false;
}
