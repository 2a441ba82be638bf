import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../../../test/contract/executor/probe';
import { SlurmHost } from '../../../test/contract/executor/slurm-host';

jest.setTimeout(60_000);

let host: SlurmHost;

beforeEach(() => {
  host = new SlurmHost();
});
afterEach(() => host.close());

describe('stopping', () => {
  it('ends no job of somebody else that has the same id now', async () => {
    const probe = await host.open();
    const [first, second] = [host.order(probe), host.order(probe)];
    const [job, other] = await host.submit(probe, first, second);
    host.slurm.says({ ...job, name: 'of-somebody-else' }, 'RUNNING');
    probe.stop(first);
    probe.stop(second);
    expect((await probe.resultOf(second)).outcome).toEqual({ cause: 'killed', rc: 137 });
    expect((await probe.resultOf(first)).outcome).toEqual({ cause: 'killed', rc: 137 });
    expect(host.cancelled()).toEqual([other.id]);
    expect(host.slurm.jobs()).toContainEqual({ ...job, name: 'of-somebody-else', state: 'RUNNING' });
  });

  it('ends no other job of its own that has the same id now', async () => {
    const probe = await host.open();
    const [first, second] = [host.order(probe), host.order(probe)];
    const [job, other] = await host.submit(probe, first, second);
    host.slurm.says({ ...job, name: other.name }, 'RUNNING');
    probe.stop(first);
    expect((await probe.resultOf(first)).outcome).toEqual({ cause: 'killed', rc: 137 });
    expect(host.cancelled()).toEqual([]);
  });

  it('asks what has begun to end, kills it after the grace period, and cancels at once what has not', async () => {
    host.slurm.play('scancel', 'case $* in *TERM*) exit 0 ;; esac; real "$@"');
    const probe = await host.open({ stopGraceSeconds: 0.2 });
    const [first, second] = [host.order(probe), host.order(probe)];
    const [job, other] = await host.submit(probe, first, second);
    host.slurm.says(job, 'RUNNING');
    host.mark(first);
    probe.stop(first);
    expect((await probe.resultOf(first)).outcome).toEqual({ cause: 'killed', rc: 137 });
    probe.stop(second);
    expect((await probe.resultOf(second)).outcome).toEqual({ cause: 'killed', rc: 137 });
    expect(host.slurm.calls('scancel')).toEqual([
      `--full --signal=TERM ${job.id}`,
      // Without --batch it would be a cancellation, for which Slurm waits for its KillWait.
      `--batch --full --signal=KILL ${job.id}`,
      `--full --signal=KILL ${other.id}`,
    ]);
  });

  it('is tried again while Slurm cannot be told', async () => {
    const probe = await host.open({ lostAfterSeconds: 30 });
    const only = host.order(probe);
    const [job] = await host.submit(probe, only);
    host.slurm.play('scancel', 'echo "scancel: error: slurm_kill_job2: Socket timed out" >&2; exit 1');
    probe.stop(only);
    await until('it was told', () => host.slurm.calls('scancel').length > 0);
    host.slurm.behave('scancel');
    expect((await probe.resultOf(only, 8_000)).outcome).toEqual({ cause: 'killed', rc: 137 });
    expect(host.slurm.jobs()).toContainEqual({ ...job, state: 'CANCELLED' });
  });
});

it('submits again what Slurm has not taken after all, and only that', async () => {
  const fail = 'echo "sbatch: error: Batch job submission failed: Socket timed out on send/recv operation" >&2; exit 1';
  host.slurm.play('sbatch', `case $* in *say_1_*) real "$@" >/dev/null ;; esac; ${fail}`);
  // The controller takes it a moment later only.
  host.slurm.play('squeue', 'exit 0');
  const probe = await host.open({ lostAfterSeconds: 30 });
  const [late, lost] = [host.order(probe), host.order(probe)];
  probe.start(late, lost);
  const calls = () => host.slurm.calls('sbatch');
  await until('both were submitted', () => calls().length === 2);
  host.slurm.behave('sbatch');
  await host.asked(2);
  host.slurm.behave('squeue');
  await until('one was submitted again', () => calls().length === 3);
  await until('there are both', () => host.slurm.jobs().length === 2);
  await host.asked(3);
  expect(calls().map((call) => /say_[12]/.exec(call)?.[0])).toEqual([expect.anything(), expect.anything(), 'say_2']);
  await Promise.all(host.slurm.jobs().map((job) => host.slurm.run(job)));
  for (const order of [late, lost]) expect((await probe.resultOf(order)).outcome).toEqual({ cause: 'exit', rc: 3 });
});

describe('a restart', () => {
  it('takes up a job that was submitted, and whose id nobody has heard', async () => {
    const first = await host.open({ commandSeconds: 60 });
    const only = host.order(first, 'echo hello; exit 3');
    host.slurm.play('sbatch', 'real "$@" >/dev/null; exec sleep 600');
    const [job] = await host.submit(first, only);
    await first.executor.close('leave');
    host.slurm.behave('sbatch');
    const second = await host.open();
    await second.adopt(only);
    await host.asked(2);
    expect(second.finished).toHaveLength(0);
    await host.slurm.run(job);
    const { outcome, executorLog } = await second.resultOf(only);
    expect([outcome, executorLog]).toEqual([{ cause: 'exit', rc: 3 }, `Slurm job ${job.id}`]);
    expect(await second.output(only)).toBe('hello\n');
    expect(host.slurm.calls('sbatch')).toHaveLength(1);
  });

  it.each([
    ['that hangs', 'exec sleep 600'],
    ['that could not hear an answer', 'sleep 1; echo "sbatch: error: Socket timed out on send/recv" >&2; exit 1'],
  ])('does not submit once more what a former life may have submitted long ago, by a sbatch %s', async (_, end) => {
    const first = await host.open({ commandSeconds: 60 });
    const only = host.order(first);
    host.slurm.play('sbatch', `real "$@" >/dev/null; ${end}`);
    const [job] = await host.submit(first, only);
    await first.executor.close('leave');
    host.slurm.behave('sbatch');
    host.slurm.forget(job);
    const second = await host.open();
    await second.adopt(only);
    expect((await second.resultOf(only)).outcome).toEqual({ cause: 'lost' });
    expect(host.slurm.calls('sbatch')).toHaveLength(1);
  });

  it('removes the files of attempts that nobody has taken up, and no others', async () => {
    const first = await host.open();
    const [gone, kept] = [host.order(first), host.order(first, 'echo kept')];
    const [, job] = await host.submit(first, gone, kept);
    await first.executor.close('leave');
    const foreign = `say_1_${'0'.repeat(24)}.stdout`;
    writeFileSync(join(host.tmpDir, foreign), '');
    const second = await host.open();
    await second.adopt(kept);
    await until('the files of one are left', () => host.left().length === 2);
    expect(host.left()).toEqual([foreign, expect.stringMatching(/^say_2_[0-9a-f]{24}\.sh$/)]);
    await host.slurm.run(job);
    expect((await second.resultOf(kept)).outcome).toEqual({ cause: 'exit', rc: 0 });
    expect(await second.output(kept)).toBe('kept\n');
    await until('one is left', () => host.left().length === 1);
  });

  it('knows a job that it has never heard the id of, and that Slurm has refused', async () => {
    const first = await host.open();
    const only = host.order(first);
    host.slurm.play('sbatch', 'exec sleep 600');
    first.start(only);
    await until('it is being submitted', () => host.slurm.calls('sbatch').length === 1);
    await first.executor.close('leave');
    const name = /--job-name=(\S+)/.exec(host.slurm.calls('sbatch')[0])?.[1] ?? '';
    host.slurm.says({ id: '77', name, state: '' }, 'FAILED', 1, 'BadConstraints');
    const second = await host.open();
    await second.adopt(only);
    expect((await second.resultOf(only)).outcome).toEqual({ cause: 'rejected' });
    expect(host.slurm.calls('sbatch')).toHaveLength(1);
  });

  it('ends the jobs that nobody knows also when Slurm does not hear that at first', async () => {
    const first = await host.open();
    const [job] = await host.submit(first, host.order(first));
    await first.executor.close('leave');
    host.slurm.play(
      'scancel',
      'echo "scancel: error: Kill job error on job id 1: Unexpected message received" >&2; exit 1',
    );
    const second = await host.open();
    await second.adopt();
    await until('it was told', () => host.slurm.calls('scancel').length > 0);
    host.slurm.behave('scancel');
    await until('it is cancelled', () =>
      host.slurm.jobs().some(({ id, state }) => id === job.id && state === 'CANCELLED'),
    );
  });

  it('ends the jobs of its own that nobody knows, and those of no other', async () => {
    const first = await host.open();
    const [job] = await host.submit(first, host.order(first));
    await first.executor.close('leave');
    const others = ['99|daggy-0123456789abcdef-00000000-1-0-1-1', '98|somebodys'].map((text) => {
      const [id, name] = text.split('|');
      return { id, name, state: '' };
    });
    for (const other of others) host.slurm.says(other, 'RUNNING');
    host.slurm.says(job, 'RUNNING');
    const second = await host.open();
    await second.adopt();
    await until('it is cancelled', () => host.slurm.jobs().some(({ state }) => state === 'CANCELLED'));
    expect(host.slurm.calls('scancel').join(' ')).not.toMatch(/\b9[89]\b/);
  });
});
