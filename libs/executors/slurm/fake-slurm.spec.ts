import type { Outcome } from '#dag/run/outcome';
import { until } from '../../../test/contract/executor/probe';
import { SlurmHost } from '../../../test/contract/executor/slurm-host';

jest.setTimeout(60_000);

let host: SlurmHost;

beforeEach(() => {
  host = new SlurmHost();
});
afterEach(() => host.close());

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
    const probe = await host.open();
    const orders = ends.map(() => host.order(probe));
    const jobs = await host.submit(probe, ...orders);
    for (const [index, [state, status, reason]] of ends.entries()) host.slurm.says(jobs[index], state, status, reason);
    const results = await Promise.all(orders.map((each) => probe.resultOf(each)));
    expect(results.map(({ outcome }, index) => [...ends[index].slice(0, 3), outcome])).toEqual(ends);
    for (const [index, { executorLog }] of results.entries()) {
      expect(executorLog).toContain(`Slurm job ${jobs[index].id}`);
      if (index > 1) expect(executorLog).toContain(ends[index][0]);
    }
  });

  it('is lost when Slurm does not know it for long', async () => {
    const probe = await host.open();
    const [first, second] = [host.order(probe), host.order(probe)];
    const [job, other] = await host.submit(probe, first, second);
    host.slurm.forget(job);
    host.slurm.says(other, 'RUNNING');
    const { outcome, executorLog } = await probe.resultOf(first);
    expect(outcome).toEqual({ cause: 'lost' });
    expect(executorLog).toContain('does not know it');
    expect(probe.results(second)).toHaveLength(0);
  });

  it('is told from another job of its name', async () => {
    const probe = await host.open();
    const only = host.order(probe);
    const [job] = await host.submit(probe, only);
    host.slurm.says(job, 'RUNNING');
    for (const id of ['0', '99']) host.slurm.says({ ...job, id }, 'NODE_FAIL');
    host.slurm.play('squeue', 'cat "$folder"/jobs/*[0-9]');
    await host.asked(3);
    expect(probe.finished).toHaveLength(0);
    host.slurm.says(job, 'TIMEOUT', 15, 'TimeLimit');
    expect((await probe.resultOf(only)).outcome).toEqual({ cause: 'timeout', rc: 137 });
  });

  it('is lost when another job has its id', async () => {
    const probe = await host.open();
    const only = host.order(probe);
    const [job] = await host.submit(probe, only);
    host.slurm.says({ ...job, name: 'of-somebody-else' }, 'RUNNING');
    expect((await probe.resultOf(only)).outcome).toEqual({ cause: 'lost' });
  });

  it('ended as accounting says when Slurm does not know it', async () => {
    const probe = await host.open({ lostAfterSeconds: 30 });
    const only = host.order(probe);
    const [job] = await host.submit(probe, only);
    host.slurm.accounts(`${job.id}|of-somebody-else|COMPLETED|0:0`, `${job.id}|${job.name}|TIMEOUT|0:15`);
    host.slurm.forget(job);
    expect((await probe.resultOf(only)).outcome).toEqual({ cause: 'timeout', rc: 137 });
  });

  it('does not wait for an accounting that is slow', async () => {
    host.slurm.play('sacct', 'exec sleep 600');
    const probe = await host.open();
    const [first, second] = [host.order(probe), host.order(probe)];
    const [job, other] = await host.submit(probe, first, second);
    host.slurm.forget(job);
    host.slurm.says(other, 'NODE_FAIL');
    expect((await probe.resultOf(second)).outcome).toEqual({ cause: 'lost' });
    expect((await probe.resultOf(first)).outcome).toEqual({ cause: 'lost' });
  });
});

describe('the word that a job leaves of its end', () => {
  it('counts at once, whatever squeue says', async () => {
    const probe = await host.open();
    const [first, second, third] = [
      host.order(probe),
      host.order(probe),
      host.order(probe, 'echo out; echo error >&2'),
    ];
    const [job, other, last] = await host.submit(probe, first, second, third);
    host.slurm.forget(other);
    host.slurm.play('squeue', 'exec sleep 600');
    await Promise.all([job, other, last].map((each) => host.slurm.run(each)));
    for (const each of [first, second]) {
      expect((await probe.resultOf(each)).outcome).toEqual({ cause: 'exit', rc: 3 });
    }
    expect((await probe.resultOf(third)).outcome).toEqual({ cause: 'exit', rc: 0 });
    expect([await probe.output(third), await probe.output(third, 'stderr')]).toEqual(['out\n', 'error\n']);
    await until('nothing is left in tmpDir', () => host.left().length === 0);
  });

  it('is not that of another job of the same attempt', async () => {
    const probe = await host.open();
    const only = host.order(probe);
    const [job] = await host.submit(probe, only);
    host.mark(only, `0 0 0 ${Number(job.id) + 1}\n0m0s 0m0s\n0m0s 0m0s\n\nend\n`);
    await host.asked(4);
    expect(probe.finished).toHaveLength(0);
    await host.slurm.run(job);
    expect((await probe.resultOf(only)).outcome).toEqual({ cause: 'exit', rc: 3 });
  });

  it('is waited for when squeue knows of the end first', async () => {
    const probe = await host.open();
    const only = host.order(probe);
    const [job] = await host.submit(probe, only);
    host.slurm.says(job, 'COMPLETED');
    await host.asked(2);
    await host.slurm.run(job);
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
    const probe = await host.open();
    const orders = states.map(() => host.order(probe));
    const jobs = await host.submit(probe, ...orders);
    for (const [index, state] of states.entries()) host.slurm.says(jobs[index], state);
    await host.asked(4);
    expect(probe.finished).toHaveLength(0);
    await Promise.all(jobs.map((job) => host.slurm.run(job)));
    for (const each of orders) expect((await probe.resultOf(each)).outcome).toEqual({ cause: 'exit', rc: 3 });
  });

  it('is waited for when somebody has put it back into the queue', async () => {
    const probe = await host.open({ lostAfterSeconds: 2 });
    const only = host.order(probe);
    const [job] = await host.submit(probe, only);
    host.slurm.says(job, 'FAILED', 256, 'NonZeroExitCode');
    await host.asked(3);
    host.slurm.says(job, 'PENDING', 0, 'BeginTime');
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    expect(probe.finished).toHaveLength(0);
    await host.slurm.run(job);
    expect((await probe.resultOf(only)).outcome).toEqual({ cause: 'exit', rc: 3 });
  });

  it('is not lost while Slurm cannot be asked', async () => {
    const probe = await host.open();
    const only = host.order(probe);
    const [job] = await host.submit(probe, only);
    const scripts = [
      'exec sleep 600',
      'echo "slurm_load_jobs error: Unable to contact slurm controller (connect failure)" >&2; exit 1',
      'echo "slurm_load_jobs error: Socket timed out on send/recv operation" >&2; exit 1',
      'exit 127',
    ];
    for (const script of scripts) {
      host.slurm.play('squeue', script);
      await host.asked(1);
    }
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(probe.finished).toHaveLength(0);
    expect(host.said.join('\n')).toContain('Unable to contact slurm controller');
    host.slurm.behave('squeue');
    host.slurm.says(job, 'NODE_FAIL');
    expect((await probe.resultOf(only)).outcome).toEqual({ cause: 'lost' });
  });
});

it('cancels and rejects jobs that wait for what never comes', async () => {
  const reasons = [
    ...['PartitionConfig', 'PartitionNodeLimit', 'PartitionTimeLimit', 'BadConstraints'],
    ...['InvalidAccount', 'InvalidQOS'],
  ];
  const probe = await host.open();
  const patient = host.order(probe);
  const orders = reasons.map(() => host.order(probe));
  const [other, ...jobs] = await host.submit(probe, patient, ...orders);
  host.slurm.says(other, 'PENDING', 0, 'Resources');
  for (const [index, reason] of reasons.entries()) host.slurm.says(jobs[index], 'PENDING', 0, reason);
  for (const [index, reason] of reasons.entries()) {
    const { outcome, executorLog } = await probe.resultOf(orders[index]);
    expect(outcome).toEqual({ cause: 'rejected' });
    expect(executorLog).toContain(reason);
  }
  expect(host.slurm.jobs().filter(({ state }) => state === 'CANCELLED')).toHaveLength(jobs.length);
  expect(probe.results(patient)).toHaveLength(0);
});
