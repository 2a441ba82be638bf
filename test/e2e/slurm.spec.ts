import { chmodSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type PoolList, poolListSchema } from '#wire/pool';
import { linesOf, onSlurm, SlurmSetup } from '../slurm/slurm-setup';
import { hasSlurm } from '../slurm/slurm-cluster';
import { type Api, shell } from '../support/api';
import { runToEnd, stopAll, temporaryDirectory } from '../support/daggy-process';
import { describeWith } from '../support/describe-with';
import { startRunner } from '../support/runner';

jest.setTimeout(45_000);

/** As short as the tests need. */
const CONFIG = { pollSeconds: { least: 0.2, most: 1 }, stopGraceSeconds: 1 };

describeWith('Slurm', hasSlurm(), 'tasks as Slurm jobs', () => {
  let setup: SlurmSetup;
  let api: Api;
  let limited: number;

  beforeAll(async () => {
    setup = await SlurmSetup.start();
    const runner = await startRunner();
    const runners = { name: 'DaggyRunnerTaskExecutor', config: { runners: [{ url: runner.server.url }] } };
    api = await setup.startDaggyd(CONFIG, { pools: { runners } });
    // Slurm looks at time limits twice a minute: what it does then is looked at last.
    const job = { ...shell('echo begun; exec sleep 600'), timeLimitSeconds: '30' };
    limited = await api.submit({ ...onSlurm({ tmpDir: setup.place() }), tasks: { a: { job } } });
    const said = await setup.job(`${limited}-0-1`);
    expect(said).toContain(' TimeLimit=00:01:00 ');
    await setup.until('it runs', async () => (await setup.job(`${limited}-0-1`)).includes('JobState=RUNNING'));
    await setup.cluster.command('scontrol', 'update', `JobId=${await setup.jobID(`${limited}-0-1`)}`, 'TimeLimit=0');
  });
  afterAll(async () => {
    await stopAll();
    await setup.dispose();
  });

  it('runs parameters, generators, failures and retries', async () => {
    const tmpDir = setup.place();
    const generated = JSON.stringify({ late: { job: shell('echo generated') } });
    const runID = await api.submit({
      parameters: { DATE: ['2026-11-19', '2026-11-20'] },
      ...onSlurm({ tmpDir }),
      tasks: {
        pull: { job: { ...shell('echo "$DAY in $(pwd)"'), environment: ['DAY={{DATE}}'], workDir: tmpDir } },
        make: { job: shell(`cat <<'END'\n${generated}\nEND`), isGenerator: true, parents: ['pull'] },
        fail: { job: shell('echo no >&2; exit 3'), maxRetries: 1 },
      },
    });
    expect(await setup.ended(api, runID)).toMatchObject({ state: 'ERRORED', taskCounts: { COMPLETED: 4, ERRORED: 1 } });
    expect((await setup.task(api, runID, 'pull_2')).attempts).toMatchObject([
      { cause: 'exit', rc: 0, outputLog: `2026-11-20 in ${tmpDir}\n`, errorLog: '' },
    ]);
    expect((await setup.task(api, runID, 'late')).attempts).toMatchObject([{ outputLog: 'generated\n' }]);
    const failed = { cause: 'exit', rc: 3, errorLog: 'no\n', outputLog: '' };
    expect((await setup.task(api, runID, 'fail')).attempts).toMatchObject([failed, failed]);
  });

  it('asks for what a job needs, with defaults of the run that its task and the job override', async () => {
    const [tmpDir, place] = [setup.place(), setup.place()];
    const job = {
      ...shell('id -u; pwd; exec sleep 600'),
      minCPUs: '2',
      minMemoryMB: 123,
      minTmpDiskMB: '45',
      priority: 678,
      userID: 65534,
      workDir: place,
      account: 'people',
      extraArgs: ['--comment=by daggy'],
    };
    const runID = await api.submit({
      ...onSlurm({ tmpDir, minCPUs: 1, partition: 'debug', timeLimitSeconds: 90 }),
      tasks: { a: { job, executionParameters: { poolParameters: { partition: 'urgent', minMemoryMB: 99 } } } },
    });
    const path = `/dagruns/${runID}/tasks/a/attempts/1/stdout`;
    await setup.until('it has printed', async () => (await api.ask(path)).body === `65534\n${place}\n`);
    const said = await setup.job(`${runID}-0-1`);
    const fields = ['UserId=nobody(65534)', 'Priority=678', 'Account=people', 'TimeLimit=00:02:00', 'Partition=urgent'];
    for (const field of [...fields, 'NumCPUs=2', 'MinTmpDiskNode=45M', 'Comment=by daggy', 'Requeue=0']) {
      expect(said).toContain(` ${field} `);
    }
    expect(said).toMatch(/ MinMemory(CPU|Node)=123M /);
    expect(said).toContain(` StdOut=${tmpDir}/a_`);
    await api.send('PATCH', `/dagruns/${runID}/state`, { state: 'KILLED' });
    await setup.ended(api, runID);
  });

  it('kills what is pending and what runs, as by SIGKILL', async () => {
    const tmpDir = setup.place();
    const job = shell(`touch ${tmpDir}/$DAGGY_TASK_NAME; trap '' TERM; while :; do sleep 0.2; done`);
    const submit = (name: string) =>
      api.submit({ ...onSlurm({ tmpDir, partition: 'slots-1' }), tasks: { [name]: { job } } });
    const first = await submit('first');
    await setup.until('the first runs', () => existsSync(join(tmpDir, 'first')));
    const second = await submit('second');
    expect(await setup.job(`${second}-0-1`)).toContain('JobState=PENDING');
    const why = `Slurm job ${await setup.jobID(`${second}-0-1`)} is PENDING (Resources)`;
    await setup.until('it says why it waits', async () => {
      const { state, waitingFor } = await setup.task(api, second, 'second');
      return state === 'RUNNING' && waitingFor?.code === 'queue' && waitingFor.message === why;
    });
    const { waitingFor, attempts } = await setup.task(api, first, 'first');
    expect([waitingFor, attempts[0].executorLog]).toEqual([null, expect.stringMatching(/^Slurm job \d+$/)]);
    expect(await setup.pool(api)).toMatchObject({ waiting: 0, queue: { pending: 1, trouble: null } });
    await api.send('PATCH', `/dagruns/${second}/tasks/second/state`, { state: 'KILLED' });
    await setup.reached(api, second, 'second', 'KILLED');
    expect((await setup.task(api, first, 'first')).state).toBe('RUNNING');
    await api.send('PATCH', `/dagruns/${first}/state`, { state: 'KILLED' });
    await setup.ended(api, first);
    for (const [runID, name] of [
      [first, 'first'],
      [second, 'second'],
    ] as const) {
      expect((await setup.task(api, runID, name)).attempts).toMatchObject([{ cause: 'killed', rc: 137 }]);
      expect(await setup.job(`${runID}-0-1`)).not.toMatch(/JobState=(RUNNING|PENDING)/);
    }
    expect(existsSync(join(tmpDir, 'second'))).toBe(false);
  });

  it.each([
    ['an unknown partition', { partition: 'nonsense' }, /Invalid partition name specified/],
    ['more memory than any node has', { minMemoryMB: 99_999 }, /Requested node configuration is not available/],
    ['more CPUs than any node has', { minCPUs: 99 }, /Requested node configuration is not available|PartitionConfig/],
  ])('rejects a job that can never run: %s', async (_what, fields, reason) => {
    const job = { ...shell('exit 0'), ...fields };
    const runID = await api.submit({ ...onSlurm({ tmpDir: setup.place() }), tasks: { a: { job, maxRetries: 0 } } });
    expect((await setup.ended(api, runID)).state).toBe('ERRORED');
    const { attempts } = await setup.task(api, runID, 'a');
    expect(attempts).toMatchObject([{ cause: 'rejected', rc: null }]);
    expect(attempts[0].executorLog).toMatch(reason);
    await setup.until('it is not in the queue', async () => {
      const names = await setup.cluster.command('squeue', '-h', '-o', '%j');
      return !names.includes(`-${runID}-0-1-`);
    });
  });

  it('runs local, runner and Slurm tasks in one run', async () => {
    const tmpDir = setup.place();
    const ledger = join(tmpDir, 'ledger');
    const where = (name: string, parameters: object = {}) => ({
      executionParameters: { pool: name, poolParameters: parameters },
    });
    const job = shell(`echo "$DAGGY_TASK_NAME" >>${ledger}; while [ ! -e ${tmpDir}/go ]; do sleep 0.05; done`);
    const runID = await api.submit({
      tasks: {
        local: { job },
        remote: { job, ...where('runners', { cores: 1, memoryMB: 10 }) },
        batch: { job, ...where('slurm', { tmpDir }) },
        last: { job, ...where('slurm', { tmpDir }), parents: ['local', 'remote', 'batch'] },
      },
    });
    await setup.until('three run', () => linesOf(ledger).length === 3);
    const { items } = await api.get<PoolList>('/pools', poolListSchema);
    const kinds = items.map(({ name, kind, waiting }) => [name, kind, waiting]);
    expect(kinds).toEqual([
      ['default', 'ForkingTaskExecutor', 0],
      ['slurm', 'SlurmTaskExecutor', 0],
      ['runners', 'DaggyRunnerTaskExecutor', 0],
    ]);
    // The one with the time limit may run still.
    expect(items.map(({ running }) => Math.min(running, 1))).toEqual([1, 1, 1]);
    writeFileSync(join(tmpDir, 'go'), '');
    expect((await setup.ended(api, runID)).state).toBe('COMPLETED');
    expect(linesOf(ledger)[3]).toBe('last');
  });

  it('loses what its node or another job takes away, and starts it again', async () => {
    const tmpDir = setup.place();
    const script = `echo $DAGGY_ATTEMPT >>${tmpDir}/begun; [ $DAGGY_ATTEMPT = 2 ] || exec sleep 600`;
    const job = { ...shell(script), partition: 'spot', minCPUs: 6 };
    const runID = await api.submit({ ...onSlurm({ tmpDir }), tasks: { a: { job } } });
    await setup.until('it runs', () => linesOf(join(tmpDir, 'begun')).length === 1);
    await setup.cluster.command(
      'sbatch',
      '--partition=urgent',
      '--cpus-per-task=6',
      '--output=/dev/null',
      '--wrap=sleep 1',
    );
    expect((await setup.ended(api, runID)).state).toBe('COMPLETED');
    expect((await setup.task(api, runID, 'a')).attempts).toMatchObject([{ cause: 'lost' }, { cause: 'exit', rc: 0 }]);
  });

  it('says so when somebody cancels a job', async () => {
    const tmpDir = setup.place();
    const job = shell(`touch ${tmpDir}/begun; exec sleep 600`);
    const runID = await api.submit({ ...onSlurm({ tmpDir }), tasks: { a: { job } } });
    await setup.until('it runs', () => existsSync(join(tmpDir, 'begun')));
    await setup.cluster.command('scancel', await setup.jobID(`${runID}-0-1`));
    expect((await setup.ended(api, runID)).state).toBe('ERRORED');
    const { attempts } = await setup.task(api, runID, 'a');
    expect(attempts).toMatchObject([{ cause: 'signal', rc: 137 }]);
    expect(attempts[0].executorLog).toContain('CANCELLED');
  });

  it('says so when a job may not write to its tmpDir', async () => {
    const tmpDir = setup.place();
    chmodSync(tmpDir, 0o700);
    const job = { ...shell('exit 0'), userID: 65534 };
    const runID = await api.submit({ ...onSlurm({ tmpDir }), tasks: { a: { job } } });
    expect((await setup.ended(api, runID)).state).toBe('ERRORED');
    const { attempts } = await setup.task(api, runID, 'a');
    expect(attempts).toMatchObject([{ cause: 'spawn-error', rc: 126 }]);
    expect(attempts[0].executorLog).toContain('JobLaunchFailure');
  });

  it('ends a job at its time limit', async () => {
    await setup.until('it has ended', async () => (await api.run(limited)).state === 'ERRORED');
    expect((await setup.task(api, limited, 'a')).attempts).toMatchObject([{ cause: 'timeout', outputLog: 'begun\n' }]);
  });

  it('does not start where Slurm is not installed', async () => {
    const pools = { slurm: { name: 'SlurmTaskExecutor', config: {} } };
    const ended = await runToEnd('daggyd', { config: { port: 0, pools }, env: { PATH: temporaryDirectory() } });
    expect(ended).toMatchObject({ code: 1, stdout: '' });
    expect(ended.stderr).toMatch(/sbatch.*PATH/);
  });
});
