import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../contract/executor/probe';
import { describeWith } from '../support/describe-with';
import { hasSlurm, SlurmCluster } from './slurm-cluster';

jest.setTimeout(60_000);

describeWith('Slurm', hasSlurm(), 'a cluster of one node', () => {
  let cluster: SlurmCluster;

  beforeAll(async () => {
    cluster = await SlurmCluster.start({ settings: { MessageTimeout: '2' } });
  });
  afterAll(() => cluster.dispose());

  const submit = async (script: string, ...options: string[]) => {
    const output = join(cluster.folder, 'output');
    const args = ['--parsable', `--chdir=${cluster.folder}`, `--output=${output}`, ...options];
    return (await cluster.command('sbatch', ...args, `--wrap=${script}`)).trim();
  };

  it('runs a job, as whom it should', async () => {
    await submit('/usr/bin/id -u', '--uid=nobody', '--output=/dev/null');
    await submit('echo $SLURM_JOB_ID; touch ended');
    await until('it has ended', () => existsSync(join(cluster.folder, 'ended')));
    expect(readFileSync(join(cluster.folder, 'output'), 'utf8')).toMatch(/^\d+\n$/);
  });

  it('keeps jobs while its controller is away', async () => {
    const id = await submit('sleep 60');
    await until('it runs', async () => (await cluster.command('squeue', '-h', '-j', id, '-o', '%T')) === 'RUNNING\n');
    await cluster.stopController();
    await expect(cluster.command('squeue', '-h', '-j', id)).rejects.toThrow('Unable to contact slurm controller');
    await cluster.startController();
    await until('it is back', async () => (await cluster.queue()).includes(id));
    await cluster.clear();
    expect(await cluster.queue()).toEqual([]);
  });
});
