import { openSync } from 'node:fs';
import { constants } from 'node:os';
import * as libc from '../libc';
import { isPassing } from '../spawn-errors';

const { errno } = constants;

const KINDS = {
  pid: { flag: libc.CLONE_NEWPID, name: 'PID namespace' },
  net: { flag: libc.CLONE_NEWNET, name: 'network' },
} as const;

/** A namespace that cannot be made. */
export class NamespaceError extends Error {
  constructor(
    message: string,
    /** The host is short of something for the moment. */
    readonly passing: boolean,
  ) {
    super(message);
  }
}

/**
 * The namespaces that new processes are born into. A thread has its own ones: the main thread, which starts all processes,
 * enters new ones for a start and comes back, while nothing else runs in it and the other threads stay where they are.
 * (Nobody can enter a PID namespace himself: only his children are born there, the first of them as its init.)
 */
export class Namespaces {
  private readonly own = { pid: openSync('/proc/self/ns/pid', 'r'), net: openSync('/proc/self/ns/net', 'r') };
  private readonly left = new Set<keyof typeof KINDS>();

  /** Throws NamespaceError. */
  enterNew(kind: keyof typeof KINDS): void {
    const { flag, name } = KINDS[kind];
    if (libc.unshare(flag) === 0) {
      this.left.add(kind);
      return;
    }
    const error = libc.errno();
    if (error === errno.EPERM) throw new NamespaceError(`a ${name} of its own needs root`, false);
    // ENOSPC: as many as /proc/sys/user/max_*_namespaces says.
    const passing = error === errno.ENOSPC || isPassing(error);
    throw new NamespaceError(`a ${name} of its own cannot be made (error ${error})`, passing);
  }

  /** Comes back from all that were entered. */
  leave(): void {
    for (const kind of this.left) {
      // Whatever were started from the wrong place would be worse than a launcher that has gone.
      if (libc.setns(this.own[kind], KINDS[kind].flag) !== 0) throw new Error(`no way back from a ${KINDS[kind].name}`);
    }
    this.left.clear();
  }
}
