/** What a state of Slurm says of a job: it is under way, or it ended, and how. */
export type JobFate =
  /** It waits, runs, or is being ended. */
  | 'under-way'
  /** By itself: its exit status tells more. */
  | 'exited'
  | 'cancelled'
  | 'timed-out'
  | 'out-of-memory'
  /** Its node or its place was taken from it. */
  | 'lost';

/**
 * Every state that a Slurm up to 23.11 knows, by the names that squeue and sacct give.
 * https://slurm.schedmd.com/squeue.html#SECTION_JOB-STATE-CODES
 */
const FATES: Readonly<Record<string, JobFate>> = {
  PENDING: 'under-way',
  CONFIGURING: 'under-way',
  RUNNING: 'under-way',
  SUSPENDED: 'under-way',
  STOPPED: 'under-way',
  SIGNALING: 'under-way',
  RESIZING: 'under-way',
  STAGE_OUT: 'under-way',
  COMPLETING: 'under-way',
  POWER_UP_NODE: 'under-way',
  REQUEUED: 'under-way',
  REQUEUE_FED: 'under-way',
  REQUEUE_HOLD: 'under-way',
  RESV_DEL_HOLD: 'under-way',
  SPECIAL_EXIT: 'under-way',
  UPDATE_DB: 'under-way',
  COMPLETED: 'exited',
  FAILED: 'exited',
  CANCELLED: 'cancelled',
  TIMEOUT: 'timed-out',
  DEADLINE: 'timed-out',
  OUT_OF_MEMORY: 'out-of-memory',
  NODE_FAIL: 'lost',
  BOOT_FAIL: 'lost',
  LAUNCH_FAILED: 'lost',
  RECONFIG_FAIL: 'lost',
  PREEMPTED: 'lost',
  REVOKED: 'lost',
};

export function isKnownState(state: string): boolean {
  return Object.hasOwn(FATES, state);
}

/** A state that nobody knows is taken for one of a job under way: it will have another one in the end. */
export function fateOf(state: string): JobFate {
  return isKnownState(state) ? FATES[state] : 'under-way';
}

const WAITING: ReadonlySet<string> = new Set([
  ...['PENDING', 'CONFIGURING', 'REQUEUED', 'REQUEUE_FED', 'REQUEUE_HOLD', 'RESV_DEL_HOLD', 'SPECIAL_EXIT'],
]);

/** It has not begun, or is to begin once more. */
export function isWaiting(state: string): boolean {
  return WAITING.has(state);
}

/** Reasons to wait that do not pass by themselves, with what they mean. */
const HOPELESS: Readonly<Record<string, string>> = {
  BadConstraints: 'its constraints can never be satisfied',
  PartitionConfig: 'its partition has no such nodes',
  PartitionNodeLimit: 'it asks for more nodes than its partition allows',
  PartitionTimeLimit: 'it asks for more time than its partition allows',
  InvalidAccount: 'its account is not valid',
  InvalidQOS: 'its quality of service is not valid',
  AccountNotAllowed: 'its partition is not for its account',
  QOSNotAllowed: 'its partition is not for its quality of service',
  MaxMemPerLimit: 'it asks for more memory than is allowed',
  DependencyNeverSatisfied: 'what it depends on will never come',
};

/** What an account or a quality of service allows a single job, as in AssocMaxCpuPerJobLimit, QOSMaxGRESPerNode or QOSMinCpuNotSatisfied. */
const LIMIT_OF_ONE_JOB = /^((Assoc|QOS)Max\w+Per(Job|Node)(Limit)?|QOSMin\w+)$/;

/** Why a job that waits for this reason will never run; undefined for reasons that may pass. */
export function hopelessReason(reason: string): string | undefined {
  if (Object.hasOwn(HOPELESS, reason)) return `${HOPELESS[reason]} (${reason})`;
  if (LIMIT_OF_ONE_JOB.test(reason)) return `its account or quality of service does not allow such a job (${reason})`;
  return undefined;
}
