import * as libc from '../libc';
import { FileActions, type Spawner } from '../spawner';

/**
 * Ends when nobody can write to its stdin any more. Who lost his parent becomes its child, and children of a process that
 * ignores SIGCHLD are reaped by the kernel. (A shell could not do it alone: dash never ignores SIGCHLD.)
 */
const INIT = ['/usr/bin/env', '--ignore-signal=CHLD', '/bin/cat'];

/**
 * Starts the first process of a PID namespace. The kernel kills all that is in the namespace when it ends: because it was
 * killed, or because the launcher has ended, who alone has the other end of its stdin.
 */
export class InitSpawner {
  private readonly actions: FileActions;
  private readonly command: readonly string[];

  /** `enter`: see `findEnter`. */
  constructor(
    private readonly spawner: Spawner,
    enter: string | undefined,
  ) {
    this.command = enter === undefined ? INIT : [enter];
    const ends = new Int32Array(2);
    if (libc.pipe2(ends, libc.O_CLOEXEC) !== 0) throw new Error(`no pipe can be made (error ${libc.errno()})`);
    this.actions = new FileActions('/dev/null', '/dev/null', '', ends[0]);
  }

  /** Returns the pid, or the error number as a negative number. */
  spawn(mark: string): number {
    return this.spawner.spawn(this.command[0], this.command, [mark], this.actions);
  }
}
