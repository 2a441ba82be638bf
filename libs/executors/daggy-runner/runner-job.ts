import type { Job, Json } from '#dag/spec/dag-spec';
import type { Problem } from '#dag/spec/problem';
import { commandJobCheck, readCommandJob, type CommandJob, type FieldCheck } from '../job/command-job';
import { checkNumericUserID, readUserID } from '../job/user-id';
import { checkCpuMax, checkIoMax, checkMemoryMax, checkPidsMax } from './limit-texts';

/** A job for a runner. */
export interface RunnerJob extends CommandJob {
  /** Numeric uid; undefined for the runner's own. */
  readonly userID?: number;
  /** Above 0; fractions are possible. */
  readonly cores: number;
  /** Above 0, in units of 1,048,576 bytes. */
  readonly memoryMB: number;
  /** Limits in the kernel's own text forms; they win over what follows from cores and memoryMB. */
  readonly cpuMax?: string;
  readonly memoryMax?: string;
  readonly ioMax?: string;
  readonly pidsMax?: string;
  /** Undefined: as the runner's config says. */
  readonly isolateNetwork?: boolean;
}

/** Numbers as JSON writes them; in a string they come from parameters. */
const NUMERIC = /^\d{1,15}(?:\.\d{1,15})?(?:[eE][+-]?\d{1,3})?$/;
/** More than any host has. */
export const MOST_CORES = 1e6;
export const MOST_MEMORY_MB = 1e12;

/**
 * A check for jobs of runners; it finds all that is wrong, with pointers relative to the job. `userID` is the check of that
 * field: a runner knows more of what is possible on its host than those who only send it jobs.
 */
export function runnerJobCheck(userID: FieldCheck = checkNumericUserID): (job: Job) => Problem[] {
  const checkFields = commandJobCheck({
    userID,
    cores: (value, pointer) => checkAmount(value, pointer, MOST_CORES),
    memoryMB: (value, pointer) => checkAmount(value, pointer, MOST_MEMORY_MB),
    cpuMax: checkCpuMax,
    memoryMax: checkMemoryMax,
    ioMax: checkIoMax,
    pidsMax: checkPidsMax,
    isolateNetwork: checkSwitch,
  });
  return (job) => {
    const problems = checkFields(job);
    for (const name of ['cores', 'memoryMB']) {
      if (!Object.hasOwn(job, name)) problems.push({ pointer: '', message: `Needs "${name}", a number above 0.` });
    }
    return problems;
  };
}

/** Reads a job that a check by `runnerJobCheck` found nothing wrong with. */
export function readRunnerJob(job: Job): RunnerJob {
  const { userID, cpuMax, memoryMax, ioMax, pidsMax, isolateNetwork } = job;
  return {
    ...readCommandJob(job),
    ...demandOf(job),
    userID: readUserID(userID),
    cpuMax: textOf(cpuMax),
    memoryMax: textOf(memoryMax),
    ioMax: textOf(ioMax),
    pidsMax: textOf(pidsMax),
    isolateNetwork: isolateNetwork === undefined ? undefined : String(isolateNetwork) === 'true',
  };
}

/** What a checked job takes of a runner's capacity. */
export function demandOf({ cores, memoryMB }: Job): Pick<RunnerJob, 'cores' | 'memoryMB'> {
  return { cores: Number(cores), memoryMB: Number(memoryMB) };
}

function checkAmount(value: Json, pointer: string, most: number): Problem[] {
  const isNumeric = typeof value === 'number' || (typeof value === 'string' && NUMERIC.test(value));
  if (isNumeric && Number(value) > 0 && Number(value) <= most) return [];
  return [{ pointer, message: `Must be a number above 0, at most ${most.toLocaleString('en-US')}.` }];
}

function checkSwitch(value: Json, pointer: string): Problem[] {
  return ['true', 'false'].includes(String(value)) && !Array.isArray(value)
    ? []
    : [{ pointer, message: 'Must be true or false.' }];
}

function textOf(value: Json | undefined): string | undefined {
  return value === undefined ? undefined : String(value);
}
