/**
 * What a failed sbatch means for its job. `never`: such a job cannot be submitted. `later`: Slurm takes none at present.
 * `barred`: it takes none at present that are to go where this one is. `unsure`: nobody knows whether Slurm has it.
 */
export type Refusal = 'never' | 'later' | 'barred' | 'unsure';

/** What Slurm says of itself or of the moment, not of the job (slurm/slurm_errno.h, as 20.11 to 23.11 have it). */
const PASSING = [
  /unable to contact slurm controller|connect failure|connection refused/i,
  /could not establish a configuration source|unable to (establish|process configuration file)/i,
  /standby|slurm backup controller/i,
  /temporarily|try again|resource unavailable/i,
  /system submissions disabled/i,
  /maximum number of jobs|too many/i,
  /munge|protocol authentication|authentication credential/i,
  /cannot allocate memory|no space left|i\/o error/i,
];

/** What it says of a partition, or of an account. */
const BARRED = [/required (partition|node) not available/i, /job submit limit/i];

/** The request was sent, and its answer did not come. */
const UNANSWERED = [
  /timed out|answer cannot be read/i,
  /zero bytes were transmitted/i,
  /receive failure|unexpected message received|connection reset/i,
];

/** Exit codes of a shell and of env: sbatch itself could not be started. */
const NOT_STARTED = [126, 127];

/** `rc`: exit code, or 128 + signal number. `message`: what sbatch said on stderr. */
export function refusalOf(rc: number, message: string): Refusal {
  if (UNANSWERED.some((pattern) => pattern.test(message))) return 'unsure';
  if (NOT_STARTED.includes(rc) || PASSING.some((pattern) => pattern.test(message))) return 'later';
  if (BARRED.some((pattern) => pattern.test(message))) return 'barred';
  return message.trim() === '' ? 'unsure' : 'never';
}

/** The message without what sbatch puts before it, in one line. */
export function refusalText(message: string): string {
  const lines = message.split('\n').map((line) => line.replace(/^sbatch: (error: )?/, '').trim());
  return lines.filter(Boolean).join('; ');
}
