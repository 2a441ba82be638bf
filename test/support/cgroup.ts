import { mkdirSync, readFileSync, rmdirSync } from 'node:fs';

/** Where the cgroup v2 hierarchy is mounted, with controllers or without; undefined when cgroups cannot be made there. */
export function cgroupMount(): string | undefined {
  for (const line of readFileSync('/proc/self/mountinfo', 'utf8').split('\n')) {
    const [before, after] = line.split(' - ');
    if (after?.split(' ')[0] !== 'cgroup2') continue;
    const mount = before.split(' ')[4];
    try {
      new Cgroup(mount).remove();
      return mount;
    } catch {
      // Mounted read-only, or not by root.
    }
  }
  return undefined;
}

let cgroups = 0;

/** A cgroup of a test. */
export class Cgroup {
  readonly path: string;

  constructor(parent: string) {
    this.path = `${parent}/daggy-test-${process.pid}-${++cgroups}`;
    mkdirSync(this.path);
  }

  /** Pids of its processes. */
  members(): number[] {
    return readFileSync(`${this.path}/cgroup.procs`, 'utf8').split('\n').filter(Boolean).map(Number);
  }

  /** Fails while there is a process in it. */
  remove(): void {
    rmdirSync(this.path);
  }
}
