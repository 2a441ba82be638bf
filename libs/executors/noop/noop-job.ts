import type { Job, Json } from '#dag/spec/dag-spec';
import { NearestName } from '#dag/spec/nearest-name';
import { pointerTo, type Problem } from '#dag/spec/problem';

/** What a job may ask of an executor that runs nothing. */
export interface NoopJob {
  readonly durationMs: number;
  /** How many of the first attempts fail; Infinity when all do. */
  readonly failAttempts: number;
  /** Exit code of the failing ones. */
  readonly rc: number;
  readonly output: string;
  /** How many of the first attempts are lost; Infinity when all are. */
  readonly lose: number;
}

const LONGEST_MS = 31_536_000_000;

const CHECKS: Readonly<Record<string, (value: Json) => string | undefined>> = {
  durationMs: (value) => (isNumber(value, LONGEST_MS) ? undefined : 'Must be a number of milliseconds, 0 or more.'),
  failAttempts: (value) => (isInteger(value) ? undefined : 'Must be how many of the first attempts fail, 0 or more.'),
  rc: (value) => (isInteger(value) && Number(value) <= 255 ? undefined : 'Must be an exit code from 0 to 255.'),
  output: (value) => (typeof value === 'string' ? undefined : 'Must be a string.'),
  lose: (value) =>
    typeof value === 'boolean' || isInteger(value)
      ? undefined
      : 'Must be true, or how many of the first attempts are lost.',
};

/** For dry runs: definitions that were written for another executor are accepted as they are. */
const OF_OTHERS = [
  ...['command', 'commandString', 'environment', 'workDir', 'userID'],
  ...['cores', 'memoryMB', 'cpuMax', 'ioMax', 'memoryMax', 'pidsMax', 'isolateNetwork'],
  ...['minCPUs', 'minMemoryMB', 'minTmpDiskMB', 'priority', 'timeLimitSeconds'],
  ...['tmpDir', 'partition', 'account', 'extraArgs'],
];

/** All that is wrong with a job; pointers are relative to the job. */
export function checkNoopJob(job: Job): Problem[] {
  const problems: Problem[] = [];
  for (const name in job) {
    const pointer = () => pointerTo('', name);
    if (Object.hasOwn(CHECKS, name)) {
      const message = CHECKS[name](job[name]);
      if (message !== undefined) problems.push({ pointer: pointer(), message });
    } else if (!OF_OTHERS.includes(name)) {
      const known = Object.keys(CHECKS);
      const hint = new NearestName().hint(name, [...known, ...OF_OTHERS]) || ` Known ones: ${known.join(', ')}.`;
      problems.push({ pointer: pointer(), message: `Unknown field ${JSON.stringify(name)}.${hint}` });
    }
  }
  return problems;
}

/** Reads a job that `checkNoopJob` found nothing wrong with. */
export function readNoopJob({ durationMs, failAttempts, rc, output, lose }: Job): NoopJob {
  return {
    durationMs: Number(durationMs ?? 0),
    failAttempts: Number(failAttempts ?? (rc === undefined ? 0 : Infinity)),
    rc: Number(rc ?? 1),
    output: typeof output === 'string' ? output : '',
    lose: lose === true ? Infinity : Number(lose ?? 0),
  };
}

/** Also as a numeric string, which is what a parameter makes of it. */
function isNumber(value: Json, most: number): boolean {
  if (typeof value === 'string' && !/^\d+(\.\d+)?$/.test(value)) return false;
  if (typeof value !== 'string' && typeof value !== 'number') return false;
  return Number(value) >= 0 && Number(value) <= most;
}

function isInteger(value: Json): boolean {
  return isNumber(value, Number.MAX_SAFE_INTEGER) && Number.isInteger(Number(value));
}
