import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Job } from '#dag/spec/dag-spec';
import { SlurmTaskExecutor } from '#executors/slurm/slurm-task-executor';
import { hasSlurm, SlurmCluster } from '../../slurm/slurm-cluster';
import { describeWith } from '../../support/describe-with';
import { describeExecutor, type Part } from './executor-contract';

/** Parts of what is true for every executor, with jobs of a real Slurm. They are two files: it begins jobs but once a second. */
export function describeSlurmExecutor(parts: readonly Part[]): void {
  describeWith('Slurm', hasSlurm(), 'with a real Slurm', () => {
    let cluster: SlurmCluster;
    let slots = 0;

    const tmpDir = () => join(cluster.folder, 'tmp');
    const inRoom = (fields: Job): Job => ({ tmpDir: tmpDir(), partition: `slots-${slots}`, ...fields });

    beforeAll(async () => {
      cluster = await SlurmCluster.start();
      process.env.SLURM_CONF = cluster.configFile;
      mkdirSync(tmpDir());
    });
    /** What a test has left there would take the next one's room. */
    afterEach(() => cluster.clear());
    afterAll(() => cluster.dispose());

    describeExecutor(
      'SlurmTaskExecutor',
      (options) => {
        slots = options.slots;
        const { dataDir, maxOutputBytes, stopGraceSeconds } = options;
        return new SlurmTaskExecutor(
          { stopGraceSeconds, lostAfterSeconds: 2, pollSeconds: { least: 0.2 } },
          { dataDir, maxOutputBytes, pool: 'default', log: () => {} },
        );
      },
      {
        get succeed() {
          return inRoom({ command: ['true'] });
        },
        fail: (rc) => inRoom({ command: ['sh', '-c', `exit ${rc}`] }),
        last: (ms) => inRoom({ command: ['sleep', String(ms / 1000)] }),
        print: (text) => inRoom({ command: ['printf', '%s', text] }),
        command: inRoom,
      },
      parts,
    );
  });
}
