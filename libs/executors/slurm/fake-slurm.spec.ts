import { mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AttemptOrder } from '#dag/ports/executor';
import type { Outcome } from '#dag/run/outcome';
import { Probe, until } from '../../../test/contract/executor/probe';
import { FakeSlurm, type FakeJob } from '../../../test/slurm/fake-slurm';
import { removeFolder } from '../../../test/support/remove-folder';
import { SlurmTaskExecutor } from './slurm-task-executor';

jest.setTimeout(60_000);

let folder: string;
let slurm: FakeSlurm;
let opened: Probe[];
let said: string[];
let runs = 0;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'daggy-slurm-'));
  mkdirSync(join(folder, 'tmp'));
  slurm = new FakeSlurm();
  opened = [];
  said = [];
});
afterEach(async () => {
  await Promise.all(opened.map(({ executor }) => executor.close('leave')));
  slurm.dispose();
  removeFolder(folder);
});

/** A second one takes up where the first one left, if it is given the same run. */
async function open(config: object = {}, runID = ++runs): Promise<Probe> {
  const quick = { path: slurm.folder, pollSeconds: { least: 0.1, most: 0.3 }, lostAfterSeconds: 1, commandSeconds: 1 };
  const context = {
    dataDir: join(folder, 'data'),
    maxOutputBytes: 10_000,
    pool: 'slurm',
    log: (message: string) => void said.push(message),
  };
  const probe = new Probe(new SlurmTaskExecutor({ ...quick, ...config }, context), runID, true);
  await probe.open();
  opened.push(probe);
  return probe;
}

function order(probe: Probe, script = 'exit 3'): AttemptOrder {
  return probe.order({ command: ['sh', '-c', script], tmpDir: join(folder, 'tmp') });
}

/** Starts attempts and waits until there is a job for each. */
async function submit(probe: Probe, ...orders: readonly AttemptOrder[]): Promise<FakeJob[]> {
  probe.start(...orders);
  return Promise.all(orders.map((each) => jobOf(each)));
}

async function jobOf({ runID, task, attempt }: AttemptOrder): Promise<FakeJob> {
  const find = () => slurm.jobs().find(({ name }) => name.includes(`-${runID}-${task}-${attempt}-`));
  await until('there is a job', () => find() !== undefined);
  return find() as FakeJob;
}

/** Until squeue was asked so many times more. */
async function asked(times: number): Promise<void> {
  const before = slurm.calls('squeue').length;
  await until('it was asked', () => slurm.calls('squeue').length >= before + times);
}

describe('a job that has left no word of its end', () => {
  const ends: [string, number, string, Outcome][] = [
    ['COMPLETED', 0, 'None', { cause: 'exit', rc: 0 }],
    ['FAILED', 768, 'NonZeroExitCode', { cause: 'exit', rc: 3 }],
    ['FAILED', 9, 'JobLaunchFailure', { cause: 'signal', rc: 137 }],
    ['FAILED', 4021, 'JobLaunchFailure', { cause: 'spawn-error', rc: 126 }],
    ['FAILED', 1, 'BadConstraints', { cause: 'rejected' }],
    ['TIMEOUT', 15, 'TimeLimit', { cause: 'timeout', rc: 137 }],
    ['DEADLINE', 1, 'DeadLine', { cause: 'timeout', rc: 137 }],
    ['OUT_OF_MEMORY', 125, 'OutOfMemory', { cause: 'oom', rc: 137 }],
    ['CANCELLED', 15, 'None', { cause: 'signal', rc: 137 }],
    ['NODE_FAIL', 0, 'NodeDown', { cause: 'lost' }],
    ['BOOT_FAIL', 0, 'None', { cause: 'lost' }],
    ['PREEMPTED', 15, 'None', { cause: 'lost' }],
    ['REVOKED', 0, 'None', { cause: 'lost' }],
  ];

  it('ended as Slurm says, in each of its states', async () => {
    const probe = await open();
    const orders = ends.map(() => order(probe));
    const jobs = await submit(probe, ...orders);
    for (const [index, [state, status, reason]] of ends.entries()) slurm.says(jobs[index], state, status, reason);
    const results = await Promise.all(orders.map((each) => probe.resultOf(each)));
    expect(results.map(({ outcome }, index) => [...ends[index].slice(0, 3), outcome])).toEqual(ends);
    for (const [index, { executorLog }] of results.entries()) {
      expect(executorLog).toContain(`Slurm job ${jobs[index].id}`);
      if (index > 1) expect(executorLog).toContain(ends[index][0]);
    }
  });

  it('is lost when Slurm does not know it for long', async () => {
    const probe = await open();
    const [first, second] = [order(probe), order(probe)];
    const [job, other] = await submit(probe, first, second);
    slurm.forget(job);
    slurm.says(other, 'RUNNING');
    const { outcome, executorLog } = await probe.resultOf(first);
    expect(outcome).toEqual({ cause: 'lost' });
    expect(executorLog).toContain('does not know it');
    expect(probe.results(second)).toHaveLength(0);
  });

  it('is lost when another job has its id', async () => {
    const probe = await open();
    const only = order(probe);
    const [job] = await submit(probe, only);
    slurm.says({ ...job, name: 'of-somebody-else' }, 'RUNNING');
    expect((await probe.resultOf(only)).outcome).toEqual({ cause: 'lost' });
  });

  it('ended as accounting says when Slurm does not know it', async () => {
    const probe = await open({ lostAfterSeconds: 30 });
    const only = order(probe);
    const [job] = await submit(probe, only);
    slurm.accounts(`${job.id}|of-somebody-else|COMPLETED|0:0`, `${job.id}|${job.name}|TIMEOUT|0:15`);
    slurm.forget(job);
    expect((await probe.resultOf(only)).outcome).toEqual({ cause: 'timeout', rc: 137 });
  });

  it('does not wait for an accounting that is slow', async () => {
    slurm.play('sacct', 'exec sleep 600');
    const probe = await open();
    const [first, second] = [order(probe), order(probe)];
    const [job, other] = await submit(probe, first, second);
    slurm.forget(job);
    slurm.says(other, 'NODE_FAIL');
    expect((await probe.resultOf(second)).outcome).toEqual({ cause: 'lost' });
    expect((await probe.resultOf(first)).outcome).toEqual({ cause: 'lost' });
  });
});

describe('the word that a job leaves of its end', () => {
  it('counts at once, whatever squeue says', async () => {
    const probe = await open();
    const [first, second, third] = [order(probe), order(probe), order(probe, 'echo out; echo error >&2')];
    const [job, other, last] = await submit(probe, first, second, third);
    slurm.forget(other);
    slurm.play('squeue', 'exec sleep 600');
    await Promise.all([job, other, last].map((each) => slurm.run(each)));
    for (const each of [first, second]) {
      expect((await probe.resultOf(each)).outcome).toEqual({ cause: 'exit', rc: 3 });
    }
    expect((await probe.resultOf(third)).outcome).toEqual({ cause: 'exit', rc: 0 });
    expect([await probe.output(third), await probe.output(third, 'stderr')]).toEqual(['out\n', 'error\n']);
    await until('nothing is left in tmpDir', () => readdirSync(join(folder, 'tmp')).length === 0);
  });

  it('is waited for when squeue knows of the end first', async () => {
    const probe = await open();
    const only = order(probe);
    const [job] = await submit(probe, only);
    slurm.says(job, 'COMPLETED');
    await asked(2);
    await slurm.run(job);
    expect((await probe.resultOf(only)).outcome).toEqual({ cause: 'exit', rc: 3 });
  });
});

describe('a job that goes on', () => {
  const states = [
    ...['PENDING', 'CONFIGURING', 'RUNNING', 'SUSPENDED', 'STOPPED', 'COMPLETING', 'REQUEUED', 'REQUEUE_HOLD'],
    ...['REQUEUE_FED', 'SPECIAL_EXIT', 'RESIZING', 'SIGNALING', 'STAGE_OUT', 'POWER_UP_NODE', 'RESV_DEL_HOLD'],
    'A_STATE_OF_TOMORROW',
  ];

  it('is waited for in each of its states', async () => {
    const probe = await open();
    const orders = states.map(() => order(probe));
    const jobs = await submit(probe, ...orders);
    for (const [index, state] of states.entries()) slurm.says(jobs[index], state);
    await asked(4);
    expect(probe.finished).toHaveLength(0);
    await Promise.all(jobs.map((job) => slurm.run(job)));
    for (const each of orders) expect((await probe.resultOf(each)).outcome).toEqual({ cause: 'exit', rc: 3 });
  });

  it('is not lost while Slurm cannot be asked', async () => {
    const probe = await open();
    const only = order(probe);
    const [job] = await submit(probe, only);
    const scripts = [
      'exec sleep 600',
      'echo "slurm_load_jobs error: Unable to contact slurm controller (connect failure)" >&2; exit 1',
      'echo "slurm_load_jobs error: Socket timed out on send/recv operation" >&2; exit 1',
      'exit 127',
    ];
    for (const script of scripts) {
      slurm.play('squeue', script);
      await asked(1);
    }
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(probe.finished).toHaveLength(0);
    expect(said.join('\n')).toContain('Unable to contact slurm controller');
    slurm.behave('squeue');
    slurm.says(job, 'NODE_FAIL');
    expect((await probe.resultOf(only)).outcome).toEqual({ cause: 'lost' });
  });
});

it('cancels and rejects jobs that wait for what never comes', async () => {
  const reasons = [
    ...['PartitionConfig', 'PartitionNodeLimit', 'PartitionTimeLimit', 'BadConstraints'],
    ...['InvalidAccount', 'InvalidQOS'],
  ];
  const probe = await open();
  const patient = order(probe);
  const orders = reasons.map(() => order(probe));
  const [other, ...jobs] = await submit(probe, patient, ...orders);
  slurm.says(other, 'PENDING', 0, 'Resources');
  for (const [index, reason] of reasons.entries()) slurm.says(jobs[index], 'PENDING', 0, reason);
  for (const [index, reason] of reasons.entries()) {
    const { outcome, executorLog } = await probe.resultOf(orders[index]);
    expect(outcome).toEqual({ cause: 'rejected' });
    expect(executorLog).toContain(reason);
  }
  expect(slurm.jobs().filter(({ state }) => state === 'CANCELLED')).toHaveLength(jobs.length);
  expect(probe.results(patient)).toHaveLength(0);
});

describe('stopping', () => {
  it('ends no job of somebody else that has the same id now', async () => {
    const probe = await open();
    const [first, second] = [order(probe), order(probe)];
    const [job, other] = await submit(probe, first, second);
    slurm.says({ ...job, name: 'of-somebody-else' }, 'RUNNING');
    probe.stop(first);
    probe.stop(second);
    expect((await probe.resultOf(second)).outcome).toEqual({ cause: 'killed', rc: 137 });
    expect((await probe.resultOf(first)).outcome).toEqual({ cause: 'killed', rc: 137 });
    expect(idsCancelled()).toEqual([other.id]);
    expect(slurm.jobs()).toContainEqual({ ...job, name: 'of-somebody-else', state: 'RUNNING' });
  });

  it('ends no other job of its own that has the same id now', async () => {
    const probe = await open();
    const [first, second] = [order(probe), order(probe)];
    const [job, other] = await submit(probe, first, second);
    slurm.says({ ...job, name: other.name }, 'RUNNING');
    probe.stop(first);
    expect((await probe.resultOf(first)).outcome).toEqual({ cause: 'killed', rc: 137 });
    expect(idsCancelled()).toEqual([]);
  });

  it('is tried again while Slurm cannot be told', async () => {
    const probe = await open({ lostAfterSeconds: 30 });
    const only = order(probe);
    const [job] = await submit(probe, only);
    slurm.play('scancel', 'echo "scancel: error: slurm_kill_job2: Socket timed out" >&2; exit 1');
    probe.stop(only);
    await until('it was told', () => slurm.calls('scancel').length > 0);
    slurm.behave('scancel');
    expect((await probe.resultOf(only)).outcome).toEqual({ cause: 'killed', rc: 137 });
    expect(slurm.jobs()).toContainEqual({ ...job, state: 'CANCELLED' });
  });
});

function idsCancelled(): string[] {
  return slurm.calls('scancel').flatMap((call) => call.split(' ').filter((word) => /^\d+$/.test(word)));
}

describe('a restart', () => {
  it('takes up a job that was submitted, and whose id nobody has heard', async () => {
    const runID = ++runs;
    const first = await open({ commandSeconds: 60 }, runID);
    const only = order(first, 'echo hello; exit 3');
    slurm.play('sbatch', 'real "$@" >/dev/null; exec sleep 600');
    const [job] = await submit(first, only);
    await first.executor.close('leave');
    slurm.behave('sbatch');
    const second = await open({}, runID);
    await second.adopt(only);
    await asked(2);
    expect(second.finished).toHaveLength(0);
    await slurm.run(job);
    expect((await second.resultOf(only)).outcome).toEqual({ cause: 'exit', rc: 3 });
    expect(await second.output(only)).toBe('hello\n');
    expect(slurm.calls('sbatch')).toHaveLength(1);
  });

  it('does not submit once more what a former life may have submitted long ago', async () => {
    const runID = ++runs;
    const first = await open({ commandSeconds: 60 }, runID);
    const only = order(first);
    slurm.play('sbatch', 'real "$@" >/dev/null; exec sleep 600');
    const [job] = await submit(first, only);
    await first.executor.close('leave');
    slurm.behave('sbatch');
    slurm.forget(job);
    const second = await open({}, runID);
    await second.adopt(only);
    expect((await second.resultOf(only)).outcome).toEqual({ cause: 'lost' });
    expect(slurm.calls('sbatch')).toHaveLength(1);
  });

  it('removes the files of attempts that nobody has taken up, and no others', async () => {
    const runID = ++runs;
    const first = await open({}, runID);
    const [gone, kept] = [order(first), order(first, 'echo kept')];
    const [, job] = await submit(first, gone, kept);
    await first.executor.close('leave');
    const foreign = `say_1_${'0'.repeat(24)}.stdout`;
    writeFileSync(join(folder, 'tmp', foreign), '');
    const second = await open({}, runID);
    await second.adopt(kept);
    const left = () => readdirSync(join(folder, 'tmp')).sort();
    await until('the files of one are left', () => left().length === 2);
    expect(left()).toEqual([foreign, expect.stringMatching(/^say_2_[0-9a-f]{24}\.sh$/)]);
    await slurm.run(job);
    expect((await second.resultOf(kept)).outcome).toEqual({ cause: 'exit', rc: 0 });
    expect(await second.output(kept)).toBe('kept\n');
    await until('one is left', () => left().length === 1);
  });

  it('knows a job that it has never heard the id of, and that Slurm has refused', async () => {
    const runID = ++runs;
    const first = await open({}, runID);
    const only = order(first);
    slurm.play('sbatch', 'exec sleep 600');
    first.start(only);
    await until('it is being submitted', () => slurm.calls('sbatch').length === 1);
    await first.executor.close('leave');
    const name = /--job-name=(\S+)/.exec(slurm.calls('sbatch')[0])?.[1] ?? '';
    slurm.says({ id: '77', name, state: '' }, 'FAILED', 1, 'BadConstraints');
    const second = await open({}, runID);
    await second.adopt(only);
    expect((await second.resultOf(only)).outcome).toEqual({ cause: 'rejected' });
    expect(slurm.calls('sbatch')).toHaveLength(1);
  });

  it('ends the jobs that nobody knows also when Slurm does not hear that at first', async () => {
    const runID = ++runs;
    const first = await open({}, runID);
    const [job] = await submit(first, order(first));
    await first.executor.close('leave');
    slurm.play('scancel', 'echo "scancel: error: Kill job error on job id 1: Unexpected message received" >&2; exit 1');
    const second = await open({}, runID);
    await second.adopt();
    await until('it was told', () => slurm.calls('scancel').length > 0);
    slurm.behave('scancel');
    await until('it is cancelled', () => slurm.jobs().some(({ id, state }) => id === job.id && state === 'CANCELLED'));
  });

  it('ends the jobs of its own that nobody knows, and those of no other', async () => {
    const runID = ++runs;
    const first = await open({}, runID);
    const [job] = await submit(first, order(first));
    await first.executor.close('leave');
    const others = ['99|daggy-0123456789abcdef-00000000-1-0-1-1', '98|somebodys'].map((text) => {
      const [id, name] = text.split('|');
      return { id, name, state: '' };
    });
    for (const other of others) slurm.says(other, 'RUNNING');
    slurm.says(job, 'RUNNING');
    const second = await open({}, runID);
    await second.adopt();
    await until('it is cancelled', () => slurm.jobs().some(({ state }) => state === 'CANCELLED'));
    expect(slurm.calls('scancel').join(' ')).not.toMatch(/\b9[89]\b/);
  });
});
