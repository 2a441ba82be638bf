import { closeSync, readdirSync, readFileSync } from 'node:fs';
import * as libc from './libc';

/** More than any sane task has. */
const MOST = 10_000;

/**
 * The descendants of a process as they were at one moment, each held by a descriptor that means it for ever. They are
 * killed with their ancestor even if they have left its session and wiped their environment.
 */
export class Family {
  private readonly pidfds: number[] = [];

  constructor(ancestor: number) {
    const open = [ancestor];
    for (let parent = open.pop(); parent !== undefined && this.pidfds.length < MOST; parent = open.pop()) {
      for (const child of childrenOf(parent)) if (this.hold(child, parent)) open.push(child);
    }
  }

  /** To be called once. */
  kill(): void {
    for (const pidfd of this.pidfds.splice(0)) {
      libc.pidfdKill(pidfd);
      closeSync(pidfd);
    }
  }

  /** Its parent is looked up after its descriptor was taken, so the number cannot have passed to another process. */
  private hold(child: number, parent: number): boolean {
    const pidfd = libc.pidfdOpen(child);
    if (pidfd < 0) return false;
    const ours = parentOf(child) === parent;
    if (ours) this.pidfds.push(pidfd);
    else closeSync(pidfd);
    return ours;
  }
}

/** Children of all threads of a process. */
function childrenOf(pid: number): number[] {
  try {
    const threads = readdirSync(`/proc/${pid}/task`);
    const lists = threads.map((thread) => readFileSync(`/proc/${pid}/task/${thread}/children`, 'latin1'));
    return lists.join(' ').split(' ').filter(Boolean).map(Number);
  } catch {
    // It has just ended, or this kernel does not tell (CONFIG_PROC_CHILDREN).
    return [];
  }
}

function parentOf(pid: number): number {
  try {
    return Number(readFileSync(`/proc/${pid}/status`, 'latin1').match(/^PPid:\s+(\d+)/m)?.[1]);
  } catch {
    return NaN;
  }
}
