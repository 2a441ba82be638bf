import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSacct, readSqueue } from './job-report';
import { fateOf, hopelessReason, type JobFate } from './job-state';

interface Answer {
  readonly what: string;
  readonly command: readonly string[];
  readonly stdout: string;
}

const ANSWERS = (JSON.parse(readFileSync(join(__dirname, 'samples/slurm-22.05.json'), 'utf8')) as Answer[]).filter(
  ({ command, stdout }) => command[0] === 'squeue' && stdout !== '',
);

/** What each answer that was recorded says of its job. */
const SAID: Readonly<Record<string, { fate: JobFate; rc?: number; hopeless?: boolean }>> = {
  completed: { fate: 'exited', rc: 0 },
  'an exit code': { fate: 'exited', rc: 3 },
  'ended by a signal': { fate: 'exited', rc: 139 },
  running: { fate: 'under-way' },
  held: { fate: 'under-way' },
  'not yet': { fate: 'under-way' },
  'never enough CPUs': { fate: 'under-way', hopeless: true },
  'cancelled while it waits': { fate: 'cancelled' },
  'cancelled while it runs': { fate: 'cancelled' },
  'being ended': { fate: 'under-way' },
  suspended: { fate: 'under-way' },
  'past its deadline': { fate: 'timed-out' },
  requeued: { fate: 'under-way' },
  'requeued and held': { fate: 'under-way' },
  'requeued as special': { fate: 'under-way' },
  'past its time': { fate: 'timed-out' },
  'pushed out': { fate: 'lost' },
  'its node failed': { fate: 'lost' },
};

describe('as Slurm 22.05 has answered', () => {
  it.each(Object.entries(SAID))('a job: %s', (what, { fate, rc, hopeless = false }) => {
    const [answer] = ANSWERS.filter((other) => other.what === what);
    const [report, ...more] = readSqueue(answer.stdout);
    expect(more).toEqual([]);
    expect(report).toMatchObject({ jobID: expect.any(Number), name: 'daggy-1' });
    expect([fateOf(report.state), hopelessReason(report.reason) !== undefined]).toEqual([fate, hopeless]);
    if (rc !== undefined) expect(report.rc).toBe(rc);
  });
});

it('passes over lines that are none of a job', () => {
  expect(readSqueue('\nslurm_load_jobs error: something\n|||||\n12|name\nx|y|RUNNING|0|None|\n')).toEqual([]);
  expect(readSqueue('12|a|RUNNING|0|None|\nnonsense\n13|b|PENDING|0|Resources|\n')).toHaveLength(2);
  expect(readSqueue('')).toEqual([]);
});

it('reads what accounting says', () => {
  const text =
    '12|daggy-1|COMPLETED|0:0\n13|daggy-2|CANCELLED by 1000|0:15\n14|daggy-3|FAILED|3:0\n12.batch|batch|COMPLETED|0:0\n';
  expect(readSacct(text)).toEqual([
    { jobID: 12, name: 'daggy-1', state: 'COMPLETED', rc: 0, reason: 'None' },
    { jobID: 13, name: 'daggy-2', state: 'CANCELLED', rc: 143, reason: 'None' },
    { jobID: 14, name: 'daggy-3', state: 'FAILED', rc: 3, reason: 'None' },
  ]);
});

/** All that 22.05 knows (slurm/slurm.h, enum job_states and the flags beside it). */
it.each([
  ...['PENDING', 'RUNNING', 'SUSPENDED', 'COMPLETED', 'CANCELLED', 'FAILED', 'TIMEOUT', 'NODE_FAIL', 'PREEMPTED'],
  ...['BOOT_FAIL', 'DEADLINE', 'OUT_OF_MEMORY', 'REQUEUED', 'REQUEUE_HOLD', 'SPECIAL_EXIT', 'RESIZING', 'CONFIGURING'],
  ...[
    'COMPLETING',
    'STOPPED',
    'RECONFIG_FAIL',
    'POWER_UP_NODE',
    'REVOKED',
    'REQUEUE_FED',
    'RESV_DEL_HOLD',
    'SIGNALING',
  ],
  ...['STAGE_OUT', 'LAUNCH_FAILED'],
])('knows the state %s', (state) => {
  expect(isUnderWay(state)).toBe(UNDER_WAY.has(state));
});

const UNDER_WAY: ReadonlySet<string> = new Set([
  ...['PENDING', 'RUNNING', 'SUSPENDED', 'REQUEUED', 'REQUEUE_HOLD', 'SPECIAL_EXIT', 'RESIZING', 'CONFIGURING'],
  ...['COMPLETING', 'STOPPED', 'POWER_UP_NODE', 'REQUEUE_FED', 'RESV_DEL_HOLD', 'SIGNALING', 'STAGE_OUT'],
]);

function isUnderWay(state: string): boolean {
  return fateOf(state) === 'under-way';
}

it.each([
  ...['AssocMaxCpuPerJobLimit', 'AssocMaxMemPerNode', 'AssocMaxWallDurationPerJobLimit', 'AssocMaxGRESMinutesPerJob'],
  ...['QOSMaxMemoryPerJob', 'QOSMaxNodePerJobLimit', 'QOSMinCpuNotSatisfied', 'QOSMinGRES', 'MaxMemPerLimit'],
  ...['AccountNotAllowed', 'QOSNotAllowed', 'DependencyNeverSatisfied', 'PartitionConfig', 'BadConstraints'],
])('takes a job for hopeless that waits for %s', (reason) => {
  expect(hopelessReason(reason)).toContain(reason);
});

it.each([
  ...['None', 'Priority', 'Resources', 'Dependency', 'Licenses', 'BeginTime', 'PartitionDown', 'PartitionInactive'],
  ...['JobHeldUser', 'JobHeldAdmin', 'NodeDown', 'ReqNodeNotAvail, UnavailableNodes:one', 'QOSMaxCpuPerUserLimit'],
  ...[
    'AssocGrpCpuLimit',
    'AssocMaxJobsLimit',
    'QOSGrpMemLimit',
    'MaxJobsPerAccount',
    'toString',
    'A_REASON_OF_TOMORROW',
  ],
])('waits for a job that waits for %s', (reason) => {
  expect(hopelessReason(reason)).toBeUndefined();
});

it('takes a state that nobody knows for one of a job under way', () => {
  expect(fateOf('HIBERNATING')).toBe('under-way');
  expect(fateOf('constructor')).toBe('under-way');
});
