import type { Job, Json } from '#dag/spec/dag-spec';
import { pointerTo, type Problem } from '#dag/spec/problem';
import { commandJobCheck, readCommandJob, type CommandJob } from '../job/command-job';
import { NUL } from '../job/environment';
import { checkUserID, readUserID } from '../job/user-id';

/** A job for Slurm. */
export interface SlurmJob extends CommandJob {
  /** Absolute path of the folder that its output is captured in. */
  readonly tmpDir: string;
  readonly minCPUs?: number;
  /** Units of 1,048,576 bytes. */
  readonly minMemoryMB?: number;
  readonly minTmpDiskMB?: number;
  readonly priority?: number;
  readonly timeLimitSeconds?: number;
  /** Numeric uid; undefined for the server's own. */
  readonly userID?: number;
  readonly partition?: string;
  readonly account?: string;
  /** Further words for sbatch. */
  readonly extraArgs: readonly string[];
}

/** Slurm counts in 32 bits, with the highest values reserved. */
const MOST = 0xffff_ff00;
/** A year is all that Slurm takes for a time limit; it counts in minutes. */
const MOST_SECONDS = 366 * 86_400;

/** Options of sbatch without which a job could not be followed, or with which it would be several, or none. */
const OWN_OPTIONS: readonly string[] = [
  ...['parsable', 'job-name', 'output', 'error', 'open-mode', 'export', 'export-file', 'requeue', 'no-requeue'],
  ...['array', 'wrap', 'wait', 'test-only', 'clusters', 'cluster', 'help', 'usage', 'version', 'quiet'],
];

const checkFields = commandJobCheck({
  tmpDir: checkTmpDir,
  minCPUs: (value, pointer) => checkCount(value, pointer, 1, MOST),
  minMemoryMB: (value, pointer) => checkCount(value, pointer, 1, MOST),
  minTmpDiskMB: (value, pointer) => checkCount(value, pointer, 0, MOST),
  priority: (value, pointer) => checkCount(value, pointer, 0, MOST),
  timeLimitSeconds: (value, pointer) => checkCount(value, pointer, 1, MOST_SECONDS),
  userID: checkUserID,
  partition: checkName,
  account: checkName,
  extraArgs: checkExtraArgs,
});

/** Finds all that is wrong with a job for Slurm, with pointers relative to the job. */
export function checkSlurmJob(job: Job): Problem[] {
  const problems = checkFields(job);
  if (!Object.hasOwn(job, 'tmpDir')) {
    problems.push({ pointer: '', message: 'Needs "tmpDir", an absolute path: where stdout and stderr are captured.' });
  }
  return problems;
}

/** Reads a job that `checkSlurmJob` found nothing wrong with. */
export function readSlurmJob(job: Job): SlurmJob {
  return {
    ...readCommandJob(job),
    tmpDir: String(job.tmpDir),
    minCPUs: numberOf(job.minCPUs),
    minMemoryMB: numberOf(job.minMemoryMB),
    minTmpDiskMB: numberOf(job.minTmpDiskMB),
    priority: numberOf(job.priority),
    timeLimitSeconds: numberOf(job.timeLimitSeconds),
    userID: readUserID(job.userID),
    partition: job.partition as string | undefined,
    account: job.account as string | undefined,
    extraArgs: (job.extraArgs ?? []) as string[],
  };
}

function numberOf(value: Json | undefined): number | undefined {
  return value === undefined ? undefined : Number(value);
}

function checkCount(value: Json, pointer: string, least: number, most: number): Problem[] {
  const isWhole = typeof value === 'number' ? Number.isInteger(value) : /^\d{1,12}$/.test(String(value));
  const isCount = isWhole && (typeof value === 'number' || typeof value === 'string');
  if (isCount && Number(value) >= least && Number(value) <= most) return [];
  return [{ pointer, message: `Must be a whole number from ${least} to ${most.toLocaleString('en-US')}.` }];
}

function checkTmpDir(value: Json, pointer: string): Problem[] {
  if (typeof value !== 'string' || !value.startsWith('/')) return [{ pointer, message: 'Must be an absolute path.' }];
  // To Slurm a backslash in the name of an output file has a meaning of its own.
  if (value.includes('\\')) return [{ pointer, message: 'Must not contain a backslash.' }];
  return checkPrintable(value, pointer);
}

function checkName(value: Json, pointer: string): Problem[] {
  if (typeof value !== 'string' || value === '') return [{ pointer, message: 'Must be a string that is not empty.' }];
  return checkPrintable(value, pointer);
}

function checkExtraArgs(value: Json, pointer: string): Problem[] {
  if (!Array.isArray(value)) return [{ pointer, message: 'Must be an array of strings, as sbatch takes them.' }];
  return value.flatMap((word: Json, index) => {
    const at = pointerTo(pointer, index);
    if (typeof word !== 'string') return [{ pointer: at, message: 'Must be a string.' }];
    // A word that is no option would be taken for the batch script.
    if (!/^--\w/.test(word)) return [{ pointer: at, message: 'Must be an option in one word, as in "--qos=high".' }];
    const option = word.slice(2).split('=')[0];
    // sbatch takes what an option begins with for the option.
    const own = OWN_OPTIONS.find((name) => name.startsWith(option));
    if (own !== undefined) return [{ pointer: at, message: `--${own} is daggyd's own.` }];
    return checkPrintable(word, at);
  });
}

function checkPrintable(value: string, pointer: string): Problem[] {
  if (value.includes('\0')) return [{ pointer, message: NUL }];
  return /[\x01-\x1f\x7f]/.test(value) ? [{ pointer, message: 'Must not contain control characters.' }] : [];
}
