import type { Job } from '#dag/spec/dag-spec';
import { checkSlurmJob, readSlurmJob } from './slurm-job';
import { submissionArguments } from './submission';

const LEAST = { command: ['true'], tmpDir: '/tmp' };

describe('a job for Slurm', () => {
  it.each<[Job, string[]]>([
    [LEAST, []],
    [{ command: ['true'] }, ['']],
    [{ ...LEAST, tmpDir: 'tmp' }, ['/tmpDir']],
    [{ ...LEAST, tmpDir: '/t\\mp' }, ['/tmpDir']],
    [{ ...LEAST, minCPUs: 2, minMemoryMB: '100', minTmpDiskMB: 0, priority: '0', timeLimitSeconds: 90 }, []],
    [{ ...LEAST, minCPUs: 0 }, ['/minCPUs']],
    [{ ...LEAST, minCPUs: 1.5 }, ['/minCPUs']],
    [{ ...LEAST, minCPUs: '0x2' }, ['/minCPUs']],
    [{ ...LEAST, minMemoryMB: [1] }, ['/minMemoryMB']],
    [{ ...LEAST, minMemoryMB: true }, ['/minMemoryMB']],
    [{ ...LEAST, timeLimitSeconds: '' }, ['/timeLimitSeconds']],
    [{ ...LEAST, priority: -1 }, ['/priority']],
    [{ ...LEAST, userID: 'root' }, ['/userID']],
    [{ ...LEAST, partition: '' }, ['/partition']],
    [{ ...LEAST, account: 'a\nb' }, ['/account']],
    [{ ...LEAST, extraArgs: ['--qos=high', '--exclusive'] }, []],
    [{ ...LEAST, extraArgs: ['script.sh', '-c', 1] }, ['/extraArgs/0', '/extraArgs/1', '/extraArgs/2']],
    [{ ...LEAST, extraArgs: ['--array=1-3', '--wait'] }, ['/extraArgs/0', '/extraArgs/1']],
    [{ ...LEAST, extraArgs: ['--arra=1-3', '--jo=x', '--wait-all-nodes=1'] }, ['/extraArgs/0', '/extraArgs/1']],
    [{ ...LEAST, minCpus: 1 }, ['/minCpus']],
  ])('%j', (job, pointers) => {
    expect(checkSlurmJob(job).map(({ pointer }) => pointer)).toEqual(pointers);
  });

  it('becomes the arguments of sbatch', () => {
    const job = readSlurmJob({
      ...LEAST,
      minCPUs: '2',
      minMemoryMB: 100,
      minTmpDiskMB: '5',
      priority: 7,
      timeLimitSeconds: '61',
      userID: '1000',
      partition: 'long',
      account: 'lab',
      extraArgs: ['--qos=high'],
    });
    const base = '/tmp/a%b';
    const files = { script: `${base}.sh`, stdout: `${base}.stdout`, stderr: `${base}.stderr`, exit: `${base}.exit` };
    const words = submissionArguments('name', job, files);
    for (const word of [
      ...['--job-name=name', '--output=/tmp/a%%b.stdout', '--error=/tmp/a%%b.stderr', '--cpus-per-task=2'],
      ...['--mem=100M', '--tmp=5M', '--priority=7', '--time=2', '--uid=1000', '--partition=long', '--account=lab'],
    ]) {
      expect(words).toContain(word);
    }
    // What the user adds wins over all that is said before.
    expect(words.slice(-2)).toEqual(['--qos=high', '/tmp/a%b.sh']);
  });

  it('asks for nothing that it does not name', () => {
    const files = { script: 's', stdout: 'o', stderr: 'e', exit: 'x' };
    const words = submissionArguments('name', readSlurmJob(LEAST), files).map((word) => word.split('=')[0]);
    for (const option of ['--mem', '--cpus-per-task', '--time', '--priority', '--uid', '--partition', '--account']) {
      expect(words).not.toContain(option);
    }
  });
});
