import { existsSync, mkdtempSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ForkingTaskExecutor } from '#executors/forking/forking-task-executor';
import { removeFolder } from '../../support/remove-folder';
import { nextOwner, Probe, STORE_ID } from './probe';

export const CAP = 100_000;

/** Executors that run processes in a folder of their own, and what can be seen of their launchers from outside. */
export class ForkingHost {
  readonly folder = mkdtempSync(join(tmpdir(), 'daggy-forking-'));
  private readonly opened: Probe[] = [];

  /** A second one takes up where the first one left. */
  async open({
    threads = 4,
    durable = true,
    dataDir = join(this.folder, 'data'),
    owner = nextOwner(),
    acknowledges = true,
  } = {}): Promise<Probe> {
    const context = { dataDir, maxOutputBytes: CAP, pool: 'default', durable, log: () => {} };
    const probe = new Probe(new ForkingTaskExecutor({ threads, stopGraceSeconds: 0.3 }, context), 1, acknowledges);
    await probe.open(STORE_ID, owner);
    this.opened.push(probe);
    return probe;
  }

  private get lanesFolder(): string {
    return join(this.folder, 'data/stores', STORE_ID, 'launchers/default');
  }

  launcherFolder(lane = 0): string {
    return join(this.lanesFolder, String(lane));
  }

  /** Pid of a launcher at work: the holder of the lock in its folder. */
  launcherPid(lane = 0): number {
    const inode = statSync(join(this.launcherFolder(lane), 'lock')).ino;
    const locks = readFileSync('/proc/locks', 'utf8').split('\n');
    return Number(locks.find((line) => line.includes(`:${inode} `))?.split(/\s+/)[4]);
  }

  launcherPids(): number[] {
    return readdirSync(this.lanesFolder).map((lane) => this.launcherPid(Number(lane)));
  }

  async close(): Promise<void> {
    await Promise.all(this.opened.map(({ executor }) => executor.close('stop')));
    removeFolder(this.folder);
  }
}

export function isAlive(pid: number): boolean {
  try {
    // A zombie has ended; it only waits for its parent.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

export function descriptors(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).length;
}

export function childrenOf(pid: number): string {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
}

/** Bytes that all files below a folder take on the disk. */
export function diskUsage(place: string): number {
  if (!existsSync(place)) return 0;
  return readdirSync(place, { recursive: true, encoding: 'utf8' })
    .map((name) => statSync(join(place, name)))
    .reduce((sum, { blocks }) => sum + blocks * 512, 0);
}
