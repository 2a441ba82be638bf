/** What Slurm says of a job. */
export interface JobReport {
  readonly jobID: number;
  readonly name: string;
  readonly state: string;
  /** Of the batch script: exit code, or 128 + signal number; undefined for a script that was never started. */
  readonly rc: number | undefined;
  /** Why it waits, or has failed; "None" without one. */
  readonly reason: string;
}

/** The format for squeue whose lines `readSqueue` reads. */
export const SQUEUE_FORMAT = 'JobID:|,Name:|,State:|,exit_code:|,Reason:|';

/** The fields for sacct whose lines `readSacct` reads. */
export const SACCT_FIELDS = 'JobIDRaw,JobName,State,ExitCode';

/** Lines that are none of a job are passed over. */
export function readSqueue(text: string): JobReport[] {
  return text.split('\n').flatMap((line) => {
    const [jobID, name, state, status, reason = ''] = line.trim().split('|');
    if (!/^\d+$/.test(jobID) || !state) return [];
    return [{ jobID: Number(jobID), name, state, rc: rcOf(Number(status), reason), reason }];
  });
}

/** Reads the answer of `sacct --parsable2 --noheader --allocations`. */
export function readSacct(text: string): JobReport[] {
  return text.split('\n').flatMap((line) => {
    const [jobID, name, state, exitCode = ''] = line.trim().split('|');
    if (!/^\d+$/.test(jobID) || !state) return [];
    const [code, signal] = exitCode.split(':').map(Number);
    // "CANCELLED by 1000"
    return [
      { jobID: Number(jobID), name, state: state.split(' ')[0], rc: signal ? 128 + signal : code || 0, reason: 'None' },
    ];
  });
}

/** squeue shows what wait(2) gives; of a script that could not be launched, it may be an error number of Slurm's own. */
function rcOf(status: number, reason: string): number | undefined {
  if (reason === 'JobLaunchFailure' && status > 0xff) return undefined;
  const signal = status & 0x7f;
  return signal === 0 ? (status >> 8) & 0xff : 128 + signal;
}
