import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { taskSchema, type Task } from '#wire/task';
import { type Api, problem, startDaggyd } from '../support/api';
import { stopAll, temporaryDirectory } from '../support/daggy-process';
import { ask } from '../support/http';

jest.setTimeout(60_000);

const mounted: string[] = [];

afterEach(async () => {
  // What is still open there keeps the disk itself until the servers have ended.
  for (const folder of mounted.splice(0)) execFileSync('umount', ['--lazy', folder]);
  await stopAll();
});

/** A file system of its own with so many bytes. */
function smallDisk(bytes: number): string {
  const folder = temporaryDirectory();
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', folder]);
  mounted.push(folder);
  return folder;
}

function canMount(): boolean {
  try {
    execFileSync('umount', [smallDisk(65_536)], { stdio: 'ignore' });
    mounted.pop();
    return true;
  } catch {
    return false;
  }
}

function hasCompiler(): boolean {
  try {
    execFileSync('gcc', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const withDisks = canMount() ? it : it.skip;
const withCompiler = hasCompiler() ? it : it.skip;

/** Takes what is left of a disk; returns the file to remove. */
function fill(folder: string): string {
  const file = join(folder, 'filler');
  try {
    writeFileSync(file, Buffer.alloc(64 * 1024 * 1024));
  } catch (error) {
    expect(error).toMatchObject({ code: 'ENOSPC' });
  }
  return file;
}

function shell(script: string): object {
  return { tasks: { a: { job: { command: ['/bin/sh', '-c', script] } } } };
}

async function attemptOf(api: Api, runID: number): Promise<Task['attempts'][number]> {
  return (await api.get<Task>(`/dagruns/${runID}/tasks/a`, taskSchema)).attempts[0];
}

describe('a full disk', () => {
  withDisks('below the store (needs root): changes are refused, and all goes on when there is room', async () => {
    const disk = smallDisk(2 * 1024 * 1024);
    const logger = { name: 'SqliteLogger', config: { file: join(disk, 'daggy.db') } };
    const api = await startDaggyd({ logger });
    const ready = () => ask(`${api.server.url}/readyz`);
    const definition = { executionParameters: { pool: 'dry' }, tasks: { a: { job: { output: 'x'.repeat(50_000) } } } };
    const accepted = [await api.submit(definition)];
    const filler = fill(disk);
    // The write-ahead log may have some room left in itself.
    const refusal = await api.until(
      'a refusal',
      async () => {
        const answer = await api.send('POST', '/dagruns', definition);
        if (answer.status === 201) accepted.push((JSON.parse(answer.body) as { runID: number }).runID);
        return answer;
      },
      ({ status }) => status !== 201,
    );
    problem(refusal, 503, 'store-unavailable');
    await api.until('not ready', ready, ({ status }) => status === 503);
    expect(problem(await ready(), 503, 'not-ready').detail).toContain('the disk is full');
    rmSync(filler);
    await api.until('ready again', ready, ({ status }) => status === 200);
    for (const runID of accepted) await api.reached(runID, 'COMPLETED');
    await api.reached(await api.submit(definition), 'COMPLETED');
  });

  withDisks('below the output (needs root): a task whose output cannot be kept has not succeeded', async () => {
    const dataDirectory = smallDisk(8 * 1024 * 1024);
    const logger = { name: 'SqliteLogger', config: { file: join(temporaryDirectory(), 'daggy.db') } };
    const api = await startDaggyd({ logger, limits: { maxOutputBytes: 4_000_000 } }, { dataDirectory });
    // What it writes fits; head and tail of it do not fit beside that.
    const cut = await api.submit(shell('head -c 5000000 /dev/zero'));
    await api.reached(cut, 'ERRORED');
    expect(await attemptOf(api, cut)).toMatchObject({
      cause: 'exit',
      rc: 74,
      executorLog: expect.stringMatching(/its output could not be kept: .*ENOSPC/),
    });
    expect((await api.ask(`/dagruns/${cut}/tasks/a/attempts/1/stdout`)).body).toBe('');
    const filler = fill(dataDirectory);
    // It is told by the system itself.
    const told = await api.submit(shell('echo something'));
    await api.reached(told, 'ERRORED');
    expect((await attemptOf(api, told)).rc).not.toBe(0);
    rmSync(filler);
    const after = await api.submit(shell('echo something'));
    await api.reached(after, 'COMPLETED');
    expect((await attemptOf(api, after)).outputLog).toBe('something\n');
  });
});

describe('a failing disk', () => {
  withCompiler('below the output (needs gcc): the attempt says so, and has not succeeded', async () => {
    const folder = temporaryDirectory();
    const [shim, failing] = [join(folder, 'shim.so'), join(folder, 'failing')];
    execFileSync('gcc', ['-shared', '-fPIC', '-o', shim, join(__dirname, '../fixtures/fail-rename.c'), '-ldl']);
    writeFileSync(failing, '');
    const api = await startDaggyd({}, { env: { LD_PRELOAD: shim, FAILING_WHILE: failing } });
    const silent = await api.submit(shell('exit 0'));
    await api.reached(silent, 'COMPLETED');
    for (const [script, rc] of [
      ['echo something', 74],
      ['echo something; exit 3', 3],
    ] as const) {
      const runID = await api.submit(shell(script));
      await api.reached(runID, 'ERRORED');
      expect(await attemptOf(api, runID)).toMatchObject({
        cause: 'exit',
        rc,
        outputLog: '',
        executorLog: expect.stringMatching(/its output could not be kept: .*EIO/),
      });
    }
    rmSync(failing);
    const after = await api.submit(shell('echo something'));
    await api.reached(after, 'COMPLETED');
    expect((await attemptOf(api, after)).outputLog).toBe('something\n');
  });
});

describe('too few file descriptors', () => {
  const limit = (pid: number, files: number): void => {
    execFileSync('prlimit', ['--pid', `${pid}`, `--nofile=${files}:`]);
  };
  const openFiles = (pid: number): number => readdirSync(`/proc/${pid}/fd`).length;

  it('of a launcher: attempts fail with the reason, and others run when there are more', async () => {
    const api = await startDaggyd();
    await api.reached(await api.submit(shell('echo something')), 'COMPLETED');
    const launchers = launchersOf(api.server.dataDirectory);
    expect(launchers.length).toBeGreaterThan(0);
    for (const pid of launchers) limit(pid, 3);
    const during = await api.submit(shell('echo something'));
    await api.reached(during, 'ERRORED');
    expect(await attemptOf(api, during)).toMatchObject({
      cause: 'spawn-error',
      rc: 126,
      executorLog: expect.stringContaining('EMFILE'),
    });
    for (const pid of launchers) limit(pid, 1024);
    await api.reached(await api.submit(shell('echo something')), 'COMPLETED');
  });

  it('of daggyd: it stays up, tasks go on, and it answers when there are more', async () => {
    const api = await startDaggyd();
    const slow = await api.submit(shell('echo begun; sleep 1; echo ended'));
    await api.reached(slow, 'RUNNING');
    const { pid } = api.server;
    limit(pid, openFiles(pid));
    const asked = await Promise.allSettled(Array.from({ length: 20 }, () => api.ask(`/dagruns/${slow}/tasks/a`)));
    expect(asked.some(({ status }) => status === 'rejected')).toBe(true);
    limit(pid, 1024);
    await api.reached(slow, 'COMPLETED');
    expect((await attemptOf(api, slow)).outputLog).toBe('begun\nended\n');
    await api.reached(await api.submit(shell('echo something')), 'COMPLETED');
  });
});

function launchersOf(dataDirectory: string): number[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.filter((pid) => /launcher\/main.*/.exec(commandOf(pid))?.[0].includes(dataDirectory)).map(Number);
}

function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}
