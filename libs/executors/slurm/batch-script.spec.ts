import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Job } from '#dag/spec/dag-spec';
import { until } from '../../../test/contract/executor/probe';
import { removeFolder } from '../../../test/support/remove-folder';
import { batchScript } from './batch-script';
import { readExitMarker, type ExitMarker } from './exit-marker';
import { JobNames } from './job-names';
import { slurmAttempt } from './slurm-attempt';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'daggy-script-'));
});
afterEach(() => removeFolder(folder));

const NAMES = new JobNames({ storeID: 'fedcba9876543210', fencingToken: 1 }, 'slurm');

function attemptOf(job: Job) {
  const order = { runID: 1, task: 2, attempt: 3, taskName: 'say_1', template: 'say' };
  return slurmAttempt({ ...order, job: { tmpDir: folder, ...job } }, NAMES);
}

/** Runs the script of a job as Slurm would, and returns what it printed with its exit marker. */
async function run(job: Job, shell = '/bin/sh') {
  const { script, files } = attemptOf(job);
  writeFileSync(files.script, script(), { mode: 0o700 });
  const { status: rc, stdout } = spawnSync(shell, [files.script], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return { rc, stdout, marker: (await readExitMarker(files.exit)) as ExitMarker };
}

/** With variables of its own, and without. */
const ENVIRONMENTS: readonly Record<string, string>[] = [{}, { OWN: 'x' }];

it.each(ENVIRONMENTS)(
  'runs the command with each byte of its words, and its task variables, with %j',
  async (environment) => {
    const words = ['a b', "it's", '$HOME `x` \\', 'line\nline', '"', '', 'ü', '*', '-n', '\x01\x7f'];
    const { stdout } = await run({ command: ['printf', '<%s>', ...words], environment });
    expect(stdout).toBe(words.map((word) => `<${word}>`).join(''));
    const lines = (await run({ command: ['env'], environment })).stdout.split('\n');
    for (const line of ['DAGGY_RUN_ID=1', 'DAGGY_TASK_NAME=say_1', 'DAGGY_TEMPLATE=say', 'DAGGY_ATTEMPT=3']) {
      expect(lines).toContain(line);
    }
  },
);

it('gives the command each byte of its variables', async () => {
  const environment = { 'no-shell.name': "it's\n$x", EMPTY: '', DAGGY_RUN_ID: '9' };
  const lines = (await run({ command: ['env', '-0'], environment })).stdout.split('\0');
  for (const line of ["no-shell.name=it's\n$x", 'EMPTY=', 'DAGGY_RUN_ID=1', 'DAGGY_ATTEMPT=3']) {
    expect(lines).toContain(line);
  }
});

it.each(ENVIRONMENTS)(
  'runs a program that has the name of a command of the shell, or one that is odd, with %j',
  async (environment) => {
    const stdoutOf = async (command: string[]) => (await run({ command, environment })).stdout;
    expect(await stdoutOf(['echo', 'a\\tb'])).toBe('a\\tb\n');
    const program = join(folder, 'a=b');
    writeFileSync(program, '#!/bin/sh\necho "$1"\n', { mode: 0o700 });
    expect(await stdoutOf([program, 'x'])).toBe('x\n');
    for (const shell of ['dash', 'bash']) {
      const { marker } = await run({ command: ['-x'], environment }, shell);
      expect(marker.obstacle).toBe('there is no program "-x"');
    }
  },
);

it('tells how long it took', async () => {
  const { script, files } = attemptOf({ command: ['sleep', '0.3'] });
  writeFileSync(files.script, script());
  spawnSync('/bin/sh', [files.script]);
  const [, begun, ended] = /^0 0 0 0 ([\d.]+) ([\d.]+)$/m.exec(readFileSync(files.exit, 'utf8')) ?? [];
  expect(Number(ended) - Number(begun)).toBeGreaterThan(0.25);
  expect(Number(ended) - Number(begun)).toBeLessThan(5);
});

it.each([0, 3, 126, 127, 255])('passes on the exit code %i', async (code) => {
  const { rc, marker } = await run({ command: ['sh', '-c', `exit ${code}`] });
  expect([rc, marker.rc, marker.wasAsked, marker.obstacle]).toEqual([code, code, false, '']);
  expect(marker.stopTime).toBeGreaterThanOrEqual(marker.startTime);
});

describe.each(['dash', 'bash'])('with %s as the shell', (shell) => {
  it.each(['HUP', 'INT', 'QUIT', 'ABRT', 'KILL', 'SEGV', 'PIPE', 'TERM', 'USR1'])(
    'tells a command that ended by SIG%s from one that exits with its number',
    async (name) => {
      const rc = 128 + constants.signals[`SIG${name}` as NodeJS.Signals];
      const ended = await run({ command: ['sh', '-c', `kill -s ${name} $$`] }, shell);
      expect(ended.marker).toMatchObject({ rc, bySignal: true, wasAsked: false });
      const exited = await run({ command: ['sh', '-c', `echo error >&2; exit ${rc}`] }, shell);
      // Of these two no shell says anything.
      expect(exited.marker).toMatchObject({ rc, bySignal: ['INT', 'PIPE'].includes(name) });
    },
  );
});

it.each(ENVIRONMENTS)('says why a program cannot be started, with %j', async (environment) => {
  const plain = join(folder, 'plain');
  writeFileSync(plain, 'echo hello\n', { mode: 0o600 });
  const broken = join(folder, 'broken');
  writeFileSync(broken, '#!/no/such/interpreter -x\n', { mode: 0o700 });
  const obstacleTo = async (job: Job) => (await run({ ...job, environment })).marker.obstacle;
  expect(await obstacleTo({ command: ['no-such-program'] })).toBe('there is no program "no-such-program"');
  expect(await obstacleTo({ command: ['/no/such'] })).toBe('there is no program "/no/such"');
  expect(await obstacleTo({ command: [plain] })).toBe(`"${plain}" may not be executed`);
  expect(await obstacleTo({ command: [folder] })).toBe(`"${folder}" may not be executed`);
  expect(await obstacleTo({ command: [broken] })).toContain('its interpreter "/no/such/interpreter" does not exist');
  expect(await obstacleTo({ command: ['true'], workDir: '/no/such' })).toBe(
    'the working directory "/no/such" does not exist',
  );
});

it('looks for programs in the PATH of the job', async () => {
  const place = join(folder, "it's");
  mkdirSync(place);
  writeFileSync(join(place, 'mine'), '#!/bin/sh\npwd\n', { mode: 0o700 });
  chmodSync(place, 0o700);
  const job = { command: ['mine'], environment: [`PATH=/nowhere:${place}:/bin:/usr/bin`], workDir: place };
  expect((await run(job)).stdout).toBe(`${place}\n`);
});

it('outlives SIGTERM, and says that it came', async () => {
  const { script, files } = attemptOf({
    command: ['sh', '-c', 'trap "exit 7" TERM; touch ready; while :; do sleep 0.02; done'],
    workDir: folder,
  });
  writeFileSync(files.script, script());
  const shell = spawn('/bin/sh', [files.script], { detached: true, stdio: 'ignore' });
  await until('it runs', () => existsSync(join(folder, 'ready')));
  expect(await readExitMarker(files.exit)).toEqual({ startTime: expect.any(Number) as number });
  process.kill(-Number(shell.pid), 'SIGTERM');
  await new Promise((resolve) => shell.once('exit', resolve));
  expect(await readExitMarker(files.exit)).toMatchObject({ rc: 7, wasAsked: true });
});

it('leaves nothing of its group behind when it was asked to end', async () => {
  const child = join(folder, 'child');
  const script = `(trap '' TERM; exec sleep 600) >/dev/null 2>&1 & echo $! >${child}; wait`;
  const attempt = attemptOf({ command: ['sh', '-c', script] });
  writeFileSync(attempt.files.script, attempt.script());
  const shell = spawn('/bin/sh', [attempt.files.script], { detached: true, stdio: 'ignore' });
  await until('it runs', () => existsSync(child) && readFileSync(child, 'utf8').endsWith('\n'));
  process.kill(-Number(shell.pid), 'SIGTERM');
  await new Promise((resolve) => shell.once('exit', resolve));
  await until('the child has ended', () => hasEnded(Number(readFileSync(child, 'utf8'))));
});

function hasEnded(pid: number): boolean {
  try {
    return /^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return true;
  }
}

it('says no more than the command does', () => {
  const { files, script } = attemptOf({ command: ['sh', '-c', 'kill -SEGV $$'] });
  const errors = join(folder, 'errors');
  writeFileSync(files.script, `exec 2>${errors}\n${script()}`);
  expect(spawnSync('/bin/sh', [files.script], { stdio: 'ignore' }).status).toBe(139);
  expect(readFileSync(errors, 'utf8')).toBe('');
});

it('is the same for the same attempt', () => {
  const order = { runID: 1, task: 2, attempt: 3, taskName: 'say_1', template: 'say', job: {} };
  const job = { command: ['true'], environment: [], workDir: '', tmpDir: folder, extraArgs: [] };
  const { files } = attemptOf({ command: ['true'] });
  expect(batchScript(order, job, files)).toBe(attemptOf({ command: ['true'] }).script());
});
