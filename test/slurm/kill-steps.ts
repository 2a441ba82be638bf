import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** Ends the jobs of a cluster whose slurmd is gone: the processes that stand over them outlive it, and log to its folder. */
export function killSteps(folder: string): void {
  const parents = new Map(processes().map((pid) => [pid, parentOf(pid)]));
  const doomed = new Set([...parents.keys()].filter((pid) => isStep(pid, folder)));
  // A set is walked to its end, also to what is added meanwhile.
  for (const pid of doomed) {
    for (const [child, parent] of parents) if (parent === pid) doomed.add(child);
  }
  for (const pid of doomed) unlessEnded(() => process.kill(pid, 'SIGKILL'));
}

function processes(): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0);
}

function parentOf(pid: number): number {
  return unlessEnded(() => Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])) ?? 0;
}

function isStep(pid: number, folder: string): boolean {
  const fds = `/proc/${pid}/fd`;
  const opens = () => readdirSync(fds).some((fd) => readlinkSync(`${fds}/${fd}`).startsWith(`${folder}/`));
  const isNamedSo = () => readFileSync(`/proc/${pid}/comm`, 'utf8').startsWith('slurmstepd');
  return unlessEnded(() => isNamedSo() && opens()) ?? false;
}

function unlessEnded<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}
