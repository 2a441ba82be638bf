import { closeSync, readdirSync, readFileSync } from 'node:fs';
import * as libc from './libc';

/**
 * In the environment of every process that a launcher starts: the launcher's id and the number of the start. It proves
 * whose a process is, however far it went from its parent, group and session.
 */
const MARK = 'DAGGY_PROCESS=';

/** A process that cannot be killed (stuck in the kernel) must not hold everything up. */
export const GIVE_UP_AFTER_MS = 2000;

/** Makes the marks of one launcher, as they stand in the environment; each is made once. */
export class Marks {
  private starts = 0;

  constructor(private readonly launcherID: string) {}

  next(): string {
    return `${MARK}${this.launcherID}/${++this.starts}`;
  }
}

/** Kills every process that has one of the marks. Returns the marks that were still found. */
export function killMarked(marks: ReadonlySet<string>): Set<string> {
  return killWhere((mark) => marks.has(mark));
}

/** Kills every process that a launcher started and waits until they are gone, but not for ever. */
export function killAllOf(launcherID: string): void {
  const prefix = `${MARK}${launcherID}/`;
  const deadline = Date.now() + GIVE_UP_AFTER_MS;
  while (killWhere((mark) => mark.startsWith(prefix)).size > 0 && Date.now() < deadline);
}

function killWhere(isOurs: (mark: string) => boolean): Set<string> {
  const found = new Set<string>();
  for (const entry of readdirSync('/proc')) {
    const pid = Number(entry);
    if (!Number.isInteger(pid)) continue;
    const mark = markIn(pid);
    if (mark === undefined || !isOurs(mark)) continue;
    found.add(mark);
    killProven(pid, mark);
  }
  return found;
}

/** The descriptor is taken before the mark is read again, so what is killed is what was read. */
function killProven(pid: number, mark: string): void {
  const pidfd = libc.pidfdOpen(pid);
  if (pidfd < 0) return;
  try {
    if (markIn(pid) === mark) libc.pidfdKill(pidfd);
  } finally {
    closeSync(pidfd);
  }
}

/** Undefined for a process without a mark, one that has just ended, and one that may not be looked into. */
function markIn(pid: number): string | undefined {
  let environment: string;
  try {
    environment = readFileSync(`/proc/${pid}/environ`, 'latin1');
  } catch {
    return undefined;
  }
  const at = environment.startsWith(MARK) ? 0 : environment.indexOf(`\0${MARK}`) + 1;
  if (at === 0 && !environment.startsWith(MARK)) return undefined;
  const end = environment.indexOf('\0', at);
  return environment.slice(at, end < 0 ? undefined : end);
}
