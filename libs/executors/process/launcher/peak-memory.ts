import { readFileSync } from 'node:fs';

/** Highest of this process so far, as last looked up. */
let ownPeakKB = 0;

/**
 * What the kernel's peak of an ended child says of the program: a child is born with its parent's memory, so a peak up to
 * the launcher's own says nothing. 0 when it is not known.
 */
export function programPeakKB(childPeakKB: number, sampledKB: number): number {
  if (childPeakKB > ownPeakKB) ownPeakKB = peakOf('self');
  return childPeakKB > ownPeakKB ? childPeakKB : sampledKB;
}

/** Highest resident memory of a process since it became its program, in KB; 0 when it has ended. */
export function peakOf(pid: number | 'self'): number {
  try {
    const peak = readFileSync(`/proc/${pid}/status`, 'latin1').match(/^VmHWM:\s+(\d+)/m);
    return peak ? Number(peak[1]) : 0;
  } catch {
    return 0;
  }
}
