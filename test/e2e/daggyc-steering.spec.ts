import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Api, shell, startDaggyd } from '../support/api';
import { Daggyc, failedRun } from '../support/daggyc';
import { stopAll, temporaryDirectory } from '../support/daggy-process';
import { closeServer, serve, until } from '../support/http';

jest.setTimeout(60_000);

let api: Api;
let daggyc: Daggyc;
let folder: string;
beforeAll(async () => {
  api = await startDaggyd();
  daggyc = new Daggyc(api.server.url);
  folder = temporaryDirectory();
});
afterAll(stopAll);

const dry = { executionParameters: { pool: 'dry' } };

describe('daggyc logs', () => {
  it('shows what a task wrote', async () => {
    const runID = String(await failedRun(api));
    await daggyc.ok('retry', runID, '--task', 'load');
    await api.reached(Number(runID), 'ERRORED');
    const calls = ['pull', 'load --stderr', 'load --attempt 1', '--failed', ''].map((line) =>
      daggyc.ok('logs', runID, ...line.split(' ').filter(Boolean)),
    );
    const [pull, stderr, first, failed, all] = await Promise.all(calls);
    expect([pull, stderr, first]).toEqual(['pulled\n', 'broken\n', 'loading\n']);
    expect(failed).toMatch(
      /^==> load, attempt 2, stdout \(ERRORED, exit, rc 3\) <==\nloading\n\n==> load, attempt 2, stderr .* <==\nbroken\n\n$/,
    );
    expect(all).toMatch(/^==> pull,(.*\n)*==> load,/);
  });

  it('refuses what is not there, and what makes no sense', async () => {
    const runID = String(await failedRun(api));
    const none = await daggyc.run(['logs', runID, 'report']);
    expect([none.code, none.stderr]).toEqual([3, expect.stringContaining('was not started yet')]);
    const lines = ['load --attempt 9', 'pull --failed', '--attempt 1', '-f --failed'];
    const codes = lines.map((line) => daggyc.exitCode('logs', runID, ...line.split(' ')));
    expect(await Promise.all([...codes, daggyc.exitCode('logs', runID, '')])).toEqual([3, 2, 2, 2, 2]);
  });

  it('shows the last lines, byte for byte', async () => {
    const job = shell(String.raw`printf 'a\nb\033[31m\377\nc'`);
    const runID = await api.submit({ tasks: { t: { job } } });
    await api.reached(runID, 'COMPLETED');
    const hex = async (args: string) =>
      (await daggyc.shell(`daggyc logs ${runID} t ${args} | od -An -tx1`)).stdout.trim();
    expect(await Promise.all(['', '--tail 2', '--tail 1 -f', '--tail 0 -f'].map(hex))).toEqual([
      '61 0a 62 1b 5b 33 31 6d ff 0a 63',
      '62 1b 5b 33 31 6d ff 0a 63',
      '63',
      '',
    ]);
  });
});

describe('daggyc steers', () => {
  it('runs: kill, retry, pause, resume, delete', async () => {
    const runID = await api.submit({ tasks: { a: { job: shell('sleep 60') }, b: { job: shell('sleep 60') } } });
    await api.reached(runID, 'RUNNING');
    const run = String(runID);
    expect(await daggyc.json('pause', run)).toEqual({ runID, state: 'PAUSED', changed: { tasks: 0 } });
    expect(await daggyc.ok('resume', run)).toBe('');
    const busy = await daggyc.run(['delete', run]);
    expect([busy.code, busy.stderr]).toEqual([1, expect.stringContaining('RUNNING')]);
    const waiting = daggyc.run(['wait', run]);
    const killed = await daggyc.run(['kill', run]);
    expect([killed.code, killed.stdout]).toEqual([0, '']);
    expect(killed.stderr).toMatch(new RegExp(`^Run ${run} is KILLED; 2 tasks changed\\.\n$`));
    expect((await waiting).code).toBe(6);
    expect(await daggyc.ok('wait', run, '-o', 'name').catch(String)).toContain('KILLED');
    const again = await daggyc.run(['kill', run]);
    expect([again.code, again.stderr]).toEqual([1, expect.stringContaining('is KILLED')]);
    expect((await daggyc.run(['delete', run, '999999'])).code).toBe(3);
    expect((await daggyc.run(['get', run])).code).toBe(3);
  });

  it('tasks: kill, retry with what depends on them, complete', async () => {
    const run = String(await failedRun(api));
    expect(await daggyc.json('retry', run, '--task', 'load', '--downstream', '--dry-run')).toMatchObject({
      changed: { tasks: 1 },
    });
    expect(await daggyc.json('retry', run, '--state', 'errored')).toMatchObject({ changed: { tasks: 1 } });
    await api.reached(Number(run), 'ERRORED');
    expect(await daggyc.json('retry', run)).toMatchObject({ state: 'RUNNING', changed: { tasks: 1 } });
    await api.reached(Number(run), 'ERRORED');
    expect(await daggyc.json('complete', run, 'load')).toMatchObject({ task: 'load', state: 'COMPLETED' });
    await api.reached(Number(run), 'COMPLETED');
    expect(await daggyc.json('retry', run, '--task', 'pull', '--downstream')).toMatchObject({ changed: { tasks: 3 } });
    await api.reached(Number(run), 'ERRORED');
    const some = await daggyc.run(['complete', run, 'load', 'pull', 'nope']);
    expect([some.code, some.stderr]).toEqual([1, expect.stringMatching(/^nope: .*\npull: .*\n|^pull: .*\nnope: .*\n/)]);
    expect((await daggyc.run(['retry', run, '--name', '^x'])).code).toBe(3);
    for (const wrong of [['--downstream'], ['--task', 'a', '--name', 'b']]) {
      expect((await daggyc.run(['retry', run, ...wrong])).code).toBe(2);
    }
    const slow = await api.submit({ tasks: { a: { job: shell('sleep 60') } } });
    await api.until(
      'it runs',
      () => api.run(slow),
      ({ taskCounts }) => taskCounts.RUNNING === 1,
    );
    expect(await daggyc.json('kill', String(slow), 'a')).toMatchObject({ task: 'a', state: 'KILLED' });
  });
});

describe('exit codes', () => {
  it('tell usage, not found, and who is not there', async () => {
    const calls: readonly (readonly [code: number, line: string])[] = [
      [2, ''],
      [0, '--help'],
      [0, 'help submit'],
      [2, 'list --nope'],
      [2, 'list -o xml'],
      [2, 'list --limit 0'],
      [2, 'list --server ftp://x'],
      [2, 'wait 1 --timeout 1e10'],
      [2, 'get abc'],
      [3, 'get 999999'],
      [3, 'wait 999999'],
      [3, 'get @latest nope'],
    ];
    const codes = await Promise.all(calls.map(([, line]) => daggyc.exitCode(...line.split(' ').filter(Boolean))));
    expect(codes).toEqual(calls.map(([code]) => code));
  });

  it('come with advice', async () => {
    expect((await daggyc.run(['delete'])).stderr).toMatch(
      /missing required argument 'runs'\nTry: daggyc delete --help/,
    );
    expect((await daggyc.run(['lst'])).stderr).toBe("daggyc: unknown command 'lst'\n(Did you mean list?)\n");
    const full = await daggyc.shell('daggyc list > /dev/full');
    expect([full.code, full.stderr]).toEqual([1, expect.stringContaining('Cannot write any more: ENOSPC')]);
    const lines = ['list', 'wait 1', 'logs 1 -f', 'logs 1 a -f'];
    const server = ['--server', 'http://me:secret@127.0.0.1:1'];
    for (const away of await Promise.all(lines.map((line) => daggyc.run([...line.split(' '), ...server])))) {
      expect(away).toEqual({
        code: 5,
        stdout: '',
        stderr:
          'daggyc: Cannot reach daggyd at http://127.0.0.1:1 (ECONNREFUSED). Is it running there?\n' +
          'Another address: --server URL, or the environment variable DAGGY_SERVER.\n',
      });
    }
  });

  it('tell who is not let in, and what is no daggyd', async () => {
    const { server, url } = await serve((request, response) => {
      if (request.headers.authorization === `Basic ${Buffer.from('me:secret').toString('base64')}`)
        response.end('<html>');
      else response.writeHead(401, { 'content-type': 'text/html' }).end('<html>');
    });
    const stranger = await daggyc.run(['list', '--server', url]);
    expect([stranger.code, stranger.stderr]).toEqual([4, `daggyc: ${url} answers 401 Unauthorized.\n`]);
    const other = await daggyc.run(['list', '--server', url.replace('//', '//me:secret@')]);
    expect([other.code, other.stderr]).toEqual([5, expect.stringContaining('is not daggyd')]);
    await closeServer(server);
  });

  it('tell that the time is over, and an interruption', async () => {
    const runID = await api.submit({ tasks: { a: { job: shell('sleep 60') } } });
    const late = await daggyc.run(['wait', String(runID), '--timeout', '0.2']);
    expect(late).toMatchObject({
      code: 124,
      stderr: expect.stringMatching(/^Run \d+ is \w+\.\ndaggyc: Run \d+ has not ended within 0\.2 s\.\n$/) as string,
    });
    const client = daggyc.start(
      ['submit', '-', '--wait'],
      JSON.stringify({ tasks: { a: { job: shell('sleep 60') } } }),
    );
    await api.until(
      'the run id',
      () => Promise.resolve(client.stdout),
      (stdout) => stdout.endsWith('\n'),
    );
    const second = client.stdout.trim();
    await until('that it waits', () => client.stderr.includes(`Run ${second} is `));
    client.interrupt();
    const { code, stderr } = await client.ended;
    expect(code).toBe(130);
    expect(stderr).toMatch(/^Run \d+ with 1 task\.\nRun \d+ is \w+\.\nRun \d+ goes on: daggyc watch \d+\n$/);
    await api.reached(Number(second), 'RUNNING');
    for (const id of [runID, second]) await daggyc.ok('kill', String(id));
  });
});

describe('daggyc completion', () => {
  it('completes commands, options, values and run ids in bash', async () => {
    const runID = await api.submit({ ...dry, tasks: { a: { job: {} } } });
    writeFileSync(join(folder, 'two.json'), '{}');
    const lines = [
      'daggyc re',
      'daggyc graph -o ',
      'daggyc submit --id',
      'daggyc get @la',
      `daggyc --server ${api.server.url} get ${runID}`,
      `daggyc --server=${api.server.url} logs ${runID}`,
      `daggyc submit ${join(folder, 'tw')}`,
    ];
    const complete = lines.map(
      (line) => `COMP_LINE='${line}'; COMP_POINT=${line.length}; _daggyc; echo "\${COMPREPLY[@]}"`,
    );
    const { stdout, stderr } = await daggyc.shell(`source <(daggyc completion bash); ${complete.join('; ')}`);
    expect(stderr).toBe('');
    expect(stdout.split('\n')).toEqual([
      'retry resume',
      'mermaid dot json',
      '--idempotency-key',
      '@latest',
      String(runID),
      String(runID),
      join(folder, 'two.json'),
      '',
    ]);
    const { server, url } = await serve((_, response) => {
      response.end(JSON.stringify({ items: [{ runID: `$(touch ${folder}/harm)` }], nextCursor: null }));
    });
    const line = `daggyc --server ${url} get `;
    await daggyc.shell(`source <(daggyc completion bash); COMP_LINE='${line}'; COMP_POINT=${line.length}; _daggyc`);
    await closeServer(server);
    expect(existsSync(join(folder, 'harm'))).toBe(false);
    expect(await daggyc.ok('completion', 'zsh')).toMatch(/bashcompinit\n_daggyc\(\)/);
    expect((await daggyc.run(['completion', 'fish'])).code).toBe(2);
  });
});

describe('daggyc version', () => {
  it('loads what it needs and nothing else, so that it starts fast', async () => {
    const spy = join(folder, 'spy.js');
    writeFileSync(spy, `process.on('exit', () => console.log(Object.keys(require.cache).join('\\n')))`);
    const { stdout } = await daggyc.shell(`NODE_OPTIONS='--require ${spy}' daggyc version`);
    const [, ...files] = stdout.trim().split('\n');
    const own = files.filter((name) => name.includes('/dist/'));
    expect(own.some((name) => name.endsWith('/commands/version.js'))).toBe(true);
    expect(own.filter((name) => /\/(commands|follow|api|definition)\//.test(name))).toHaveLength(1);
    expect(files.filter((name) => /node_modules\/(?!commander\/)/.test(name))).toEqual([]);
  });
});
