/**
 * Records what the Slurm that is installed answers, as samples for tests:
 * node -r ./test/faults/typescript.js test/slurm/record-answers.ts >libs/executors/slurm/samples/slurm-22.05.json
 */
import { execFile } from 'node:child_process';
import { SQUEUE_FORMAT } from '#executors/slurm/job-report';
import { NODE } from './slurm-conf';
import { SlurmCluster } from './slurm-cluster';

interface Recorded {
  readonly what: string;
  readonly command: readonly string[];
  readonly rc: number;
  readonly stdout: string;
  readonly stderr: string;
}

const answers: Recorded[] = [];
const OPTIONS = ['--parsable', '--no-requeue', '--output=/dev/null', '--chdir=/'];

void main();

async function main(): Promise<void> {
  const cluster = await SlurmCluster.start({
    settings: {
      MessageTimeout: '2',
    },
  });
  process.env.SLURM_CONF = cluster.configFile;
  try {
    await recordRefusals();
    await recordStates(cluster);
    await recordTrouble(cluster);
  } finally {
    await cluster.dispose();
  }
  console.log(JSON.stringify(answers, null, 2));
}

async function recordRefusals(): Promise<void> {
  const refused: [string, ...string[]][] = [
    ['an unknown partition', '--partition=nonsense'],
    ['more memory than any node has', '--mem=99999'],
    ['more CPUs than any node has', '--mincpus=99'],
    ['more disk than any node has', '--tmp=99999'],
    ['more nodes than there are', '--nodes=9'],
    ['an unknown feature', '--constraint=nonsense'],
    ['an unknown reservation', '--reservation=nonsense'],
    ['an unknown user', '--uid=123456'],
    ['an unknown option', '--nonsense'],
    ['a time that is none', '--time=soon'],
    ['a dependency that is none', '--dependency=nonsense'],
    ['an unknown licence', '--licenses=nonsense'],
    ['an unknown resource', '--gres=nonsense'],
  ];
  for (const [what, ...options] of refused) await record(what, 'sbatch', ...OPTIONS, ...options, '--wrap=true');
  await record('no such script', 'sbatch', ...OPTIONS, '/no/such/script');
  await record('a script that is none', 'sbatch', ...OPTIONS, '/bin/true');
}

async function recordStates(cluster: SlurmCluster): Promise<void> {
  await recordState('completed', 'true');
  await recordState('an exit code', 'exit 3');
  await recordState('ended by a signal', 'kill -SEGV $$');
  await recordState('no folder for output', 'true', ['--output=/no/such/folder/file']);
  await recordState('running', 'exec sleep 600', [], async (id) => {
    await untilState(id, 'RUNNING');
  });
  await recordState('held', 'true', ['--hold'], async () => {});
  await recordState('not yet', 'true', ['--begin=now+1hour'], async () => {});
  await recordState('never enough CPUs', 'true', ['--cpus-per-task=99'], async (id) => {
    await untilReason(id, 'PartitionConfig');
  });
  await recordState('cancelled while it waits', 'true', ['--hold'], (id) => run('scancel', id));
  await recordState('cancelled while it runs', 'exec sleep 600', [], async (id) => {
    await untilState(id, 'RUNNING');
    await run('scancel', id);
    await untilState(id, 'CANCELLED');
  });
  await recordState('being ended', 'exec sleep 600', [], async (id) => {
    await untilState(id, 'RUNNING');
    await run('scancel', id);
  });
  await recordState('suspended', 'exec sleep 600', [], async (id) => {
    await untilState(id, 'RUNNING');
    await run('scontrol', 'suspend', id);
    await untilState(id, 'SUSPENDED');
  });
  await recordState(
    'past its deadline',
    'exec sleep 600',
    ['--deadline=now+1minutes', '--time=1', '--cpus-per-task=8'],
    (id) => untilState(id, 'DEADLINE'),
  );
  await recordState('requeued', 'exec sleep 600', ['--requeue'], async (id) => {
    await untilState(id, 'RUNNING');
    await run('scontrol', 'requeue', id);
    await untilState(id, 'PENDING');
  });
  await recordState('requeued and held', 'exec sleep 600', ['--requeue'], async (id) => {
    await untilState(id, 'RUNNING');
    await run('scontrol', 'requeuehold', id);
    await untilState(id, 'PENDING');
  });
  await recordState('requeued as special', 'exec sleep 600', ['--requeue'], async (id) => {
    await untilState(id, 'RUNNING');
    await run('scontrol', 'requeuehold', 'State=SpecialExit', id);
    await untilState(id, 'SPECIAL_EXIT');
  });
  await cluster.clear();
  await recordState('past its time', 'exec sleep 600', ['--time=1'], async (id) => {
    await untilState(id, 'RUNNING');
    await run('scontrol', 'update', `JobId=${id}`, 'TimeLimit=0');
    await untilEnded(id);
  });
  await recordState('pushed out', 'exec sleep 600', ['--partition=spot', '--cpus-per-task=8'], async (id) => {
    await untilState(id, 'RUNNING');
    await run('sbatch', ...OPTIONS, '--partition=urgent', '--cpus-per-task=8', '--wrap=sleep 2');
    await untilEnded(id);
  });
  await recordState('its node failed', 'exec sleep 600', [], async (id) => {
    await untilState(id, 'RUNNING');
    await run('scontrol', 'update', `NodeName=${NODE}`, 'State=DOWN', 'Reason=test');
    await untilEnded(id);
  });
}

async function recordTrouble(cluster: SlurmCluster): Promise<void> {
  await record('a job that it does not know', 'squeue', '--noheader', '--jobs=999999', '--states=all');
  await record('no accounting', 'sacct', '--jobs=1');
  await record('a cancelled job that it does not know', 'scancel', '999999');
  cluster.freezeController();
  await record('a controller that does not answer', 'squeue', '--noheader');
  await record('a controller that does not answer', 'sbatch', ...OPTIONS, '--wrap=true');
  cluster.thawController();
  await cluster.stopController();
  for (const name of ['squeue', 'scancel', 'sbatch']) {
    const args = name === 'sbatch' ? [...OPTIONS, '--wrap=true'] : name === 'scancel' ? ['1'] : ['--noheader'];
    await record('no controller', name, ...args);
  }
  process.env.SLURM_CONF = '/no/such/file';
  await record('no config', 'sbatch', ...OPTIONS, '--wrap=true');
}

/** Submits a script, waits until what is to be recorded has happened (its end, unless said otherwise), and asks for it. */
async function recordState(
  what: string,
  script: string,
  options: readonly string[] = [],
  happen: (id: string) => Promise<unknown> = untilEnded,
): Promise<void> {
  const { stdout } = await run('sbatch', ...OPTIONS, '--job-name=daggy-1', ...options, `--wrap=${script}`);
  const id = stdout.trim();
  try {
    await happen(id);
  } catch (error) {
    console.error(`not recorded: ${what}: ${String(error)}`);
    return;
  }
  await record(what, 'squeue', '--noheader', '--states=all', `--jobs=${id}`, `--Format=${SQUEUE_FORMAT}`);
}

async function record(what: string, command: string, ...args: string[]): Promise<void> {
  answers.push({ what, command: [command, ...args], ...(await run(command, ...args)) });
}

function run(command: string, ...args: string[]): Promise<{ rc: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const child = execFile(command, args, (_error, stdout, stderr) =>
      resolve({ rc: child.exitCode ?? 255, stdout, stderr }),
    );
  });
}

async function untilShown(id: string, format: string, holds: (shown: string) => boolean): Promise<void> {
  const end = Date.now() + 40_000;
  for (;;) {
    const { stdout } = await run('squeue', '--noheader', '--states=all', `--jobs=${id}`, `--format=${format}`);
    if (holds(stdout.trim())) return;
    if (Date.now() > end) throw new Error(`job ${id}: ${stdout}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const untilState = (id: string, state: string) => untilShown(id, '%T', (shown) => shown === state);
const untilReason = (id: string, reason: string) => untilShown(id, '%r', (shown) => shown === reason);

function untilEnded(id: string): Promise<void> {
  const underWay = ['', 'PENDING', 'CONFIGURING', 'RUNNING', 'COMPLETING', 'SUSPENDED'];
  return untilShown(id, '%T', (shown) => !underWay.includes(shown));
}
