import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { endCgroup, subgroups } from './remove-cgroup';

/** The runner's own leaf beside its tasks. */
const RUNNER = 'runner';

/** Where the cgroups of a runner's tasks are. */
export interface HierarchyPlace {
  /** Absolute path of a cgroup v2 directory that is the runner's to work under; undefined: there is none. */
  readonly root: string | undefined;
  /** Of the cgroup that all tasks get theirs in: no other runner's. */
  readonly name: string;
  /** Processes that may be moved: the runner, and whoever started it and waits for it. */
  readonly pids: readonly number[];
}

/** The cgroup of a runner, with a leaf for itself and one for each task. */
export class Hierarchy {
  constructor(private readonly place: HierarchyPlace) {}

  /** Controllers that may be used below the root. Throws with a message for people when it is no cgroup. */
  available(): ReadonlySet<string> {
    const file = join(this.root, 'cgroup.controllers');
    if (!existsSync(file)) throw new Error(`${this.root} is no cgroup v2 directory`);
    return new Set(readFileSync(file, 'utf8').trim().split(' ').filter(Boolean));
  }

  /** Makes the runner's cgroup, with these controllers for those in it. Throws with a message for people. */
  build(controllers: readonly string[]): void {
    mkdirSync(this.base, { recursive: true });
    if (!existsSync(join(this.base, 'cgroup.kill')))
      throw new Error('this kernel has no cgroup.kill (Linux 5.14 and later)');
    if (controllers.length === 0) return;
    this.stepAside();
    const text = controllers.map((name) => `+${name}`).join(' ');
    enable(this.root, text);
    enable(this.base, text);
  }

  directoryOf(task: number): string {
    return join(this.base, String(task));
  }

  /** Ends and removes what a former life has left. */
  async clear(): Promise<void> {
    const left = subgroups(this.base).filter((name) => name !== RUNNER);
    await Promise.all(left.map((name) => endCgroup(join(this.base, name))));
  }

  /** Once no task is left. */
  remove(): void {
    // With the runner itself in it, it goes when the service does.
    if (existsSync(this.base) && subgroups(this.base).length === 0) rmdirSync(this.base);
  }

  /**
   * A cgroup that gives controllers to those below it must not have processes itself, but for the real root, which is told
   * by having no type.
   */
  private stepAside(): void {
    const { root } = this;
    if (!existsSync(join(root, 'cgroup.type'))) return;
    const inside = readFileSync(join(root, 'cgroup.procs'), 'utf8').split('\n').filter(Boolean).map(Number);
    const others = inside.filter((pid) => !this.place.pids.includes(pid));
    if (others.length > 0) throw new Error(`other processes are in ${root} too (${others.slice(0, 10).join(', ')})`);
    const leaf = join(this.base, RUNNER);
    if (inside.length > 0) mkdirSync(leaf, { recursive: true });
    for (const pid of inside) writeFileSync(join(leaf, 'cgroup.procs'), String(pid));
  }

  /** Throws with a message for people. */
  private get root(): string {
    if (this.place.root !== undefined) return this.place.root;
    throw new Error('no cgroup v2 hierarchy is mounted that daggyr was started in');
  }

  private get base(): string {
    return join(this.root, this.place.name);
  }
}

function enable(directory: string, controllers: string): void {
  writeFileSync(join(directory, 'cgroup.subtree_control'), controllers);
}
