import { until } from '../../../test/contract/executor/probe';
import { SlurmHost } from '../../../test/contract/executor/slurm-host';

jest.setTimeout(60_000);

let host: SlurmHost;

beforeEach(() => {
  host = new SlurmHost();
});
afterEach(() => host.close());

it('submits what goes elsewhere while a partition takes no jobs, and those for it later', async () => {
  const said = 'Batch job submission failed: Required partition not available (inactive or drain)';
  host.slurm.play(
    'sbatch',
    `case $* in *--partition=drained*) echo "sbatch: error: ${said}" >&2; exit 1 ;; esac; real "$@"`,
  );
  const probe = await host.open();
  const order = (fields: object) => probe.order({ command: ['sh', '-c', 'exit 3'], tmpDir: host.tmpDir, ...fields });
  const barred = Array.from({ length: 4 }, () => order({ partition: 'drained' }));
  probe.start(...barred);
  await until('one was refused', () => host.said.join().includes(said));
  await host.submit(probe, order({}), order({ partition: 'other' }));
  expect(probe.executor.queue?.obstacle(barred[3])).toBe(`it cannot be submitted: ${said}`);
  expect(probe.executor.queue?.trouble).toBeUndefined();
  // They are tried two at once, and ever more seldom.
  expect(host.slurm.calls('sbatch').length).toBeLessThan(12);
  host.slurm.behave('sbatch');
  await until('all are submitted', () => host.slurm.jobs().length === 6);
  expect(probe.finished).toHaveLength(0);
});

it('submits nothing while the controller cannot be reached', async () => {
  const said = 'Batch job submission failed: Unable to contact slurm controller (connect failure)';
  host.slurm.play('sbatch', `echo "sbatch: error: ${said}" >&2; exit 1`);
  const probe = await host.open();
  const orders = ['a', 'b', 'c', 'd'].map((partition) =>
    probe.order({ command: ['true'], tmpDir: host.tmpDir, partition }),
  );
  probe.start(...orders);
  await until('one was refused', () => host.said.join().includes(said));
  await until('it is known', () => probe.executor.queue?.obstacle(orders[3]) === `nothing can be submitted: ${said}`);
  expect(host.slurm.calls('sbatch').length).toBeLessThanOrEqual(3);
  host.slurm.behave('sbatch');
  await until('all are submitted', () => host.slurm.jobs().length === 4);
});

it('fails a job at once whose tmpDir cannot be made', async () => {
  const probe = await host.open();
  const order = probe.order({ command: ['true'], tmpDir: '/proc/no-such/folder' });
  probe.start(order);
  const { outcome, executorLog } = await probe.resultOf(order);
  expect(outcome).toEqual({ cause: 'spawn-error', rc: 126 });
  expect(executorLog).toContain('"/proc/no-such" cannot be made');
});
