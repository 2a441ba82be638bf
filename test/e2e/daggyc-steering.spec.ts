import { writeFileSync } from 'node:fs';
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
    expect(await daggyc.ok('logs', runID, 'pull')).toBe('pulled\n');
    expect(await daggyc.ok('logs', runID, 'load', '--stderr')).toBe('broken\n');
    await daggyc.ok('retry', runID, '--task', 'load');
    await api.reached(Number(runID), 'ERRORED');
    expect(await daggyc.ok('logs', runID, 'load', '--attempt', '1')).toBe('loading\n');
    expect((await daggyc.run(['logs', runID, 'load', '--attempt', '9'])).code).toBe(3);
    const none = await daggyc.run(['logs', runID, 'report']);
    expect([none.code, none.stderr]).toEqual([3, expect.stringContaining('was not started yet')]);
    expect(await daggyc.ok('logs', runID, '--failed')).toMatch(
      /^==> load, attempt 2, stdout \(ERRORED, exit, rc 3\) <==\nloading\n\n==> load, attempt 2, stderr .* <==\nbroken\n\n$/,
    );
    expect(await daggyc.ok('logs', runID)).toMatch(/^==> pull,(.*\n)*==> load,/);
    for (const wrong of [
      ['pull', '--failed'],
      ['--attempt', '1'],
      ['-f', '--failed'],
    ]) {
      expect((await daggyc.run(['logs', runID, ...wrong])).code).toBe(2);
    }
  });

  it('shows the last lines, byte for byte', async () => {
    const job = shell(String.raw`printf 'a\nb\033[31m\377\nc'`);
    const runID = await api.submit({ tasks: { t: { job } } });
    await api.reached(runID, 'COMPLETED');
    const hex = async (args: string) =>
      (await daggyc.shell(`daggyc logs ${runID} t ${args} | od -An -tx1`)).stdout.trim();
    expect(await hex('')).toBe('61 0a 62 1b 5b 33 31 6d ff 0a 63');
    expect(await hex('--tail 2')).toBe('62 1b 5b 33 31 6d ff 0a 63');
    expect(await hex('--tail 1 -f')).toBe('63');
    expect(await hex('--tail 0 -f')).toBe('');
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
    expect(await daggyc.exitCode()).toBe(2);
    expect(await daggyc.exitCode('--help')).toBe(0);
    expect(await daggyc.exitCode('help', 'submit')).toBe(0);
    expect(await daggyc.exitCode('list', '--nope')).toBe(2);
    expect(await daggyc.exitCode('list', '-o', 'xml')).toBe(2);
    expect(await daggyc.exitCode('list', '--limit', '0')).toBe(2);
    expect(await daggyc.exitCode('wait', '1', '--timeout', '1e10')).toBe(2);
    expect((await daggyc.run(['delete'])).stderr).toMatch(
      /missing required argument 'runs'\nTry: daggyc delete --help/,
    );
    expect(await daggyc.exitCode('get', 'abc')).toBe(2);
    expect(await daggyc.exitCode('get', '999999')).toBe(3);
    expect(await daggyc.exitCode('wait', '999999')).toBe(3);
    expect(await daggyc.exitCode('get', '@latest', 'nope')).toBe(3);
    expect((await daggyc.run(['lst'])).stderr).toBe("daggyc: unknown command 'lst'\n(Did you mean list?)\n");
    for (const args of [['list'], ['wait', '1'], ['logs', '1', '-f'], ['logs', '1', 'a', '-f']]) {
      const away = await daggyc.run([...args, '--server', 'http://me:secret@127.0.0.1:1']);
      expect([away.code, away.stdout]).toEqual([5, '']);
      expect(away.stderr).toBe(
        'daggyc: Cannot reach daggyd at http://127.0.0.1:1 (ECONNREFUSED). Is it running there?\n' +
          'Another address: --server URL, or the environment variable DAGGY_SERVER.\n',
      );
    }
    expect(await daggyc.exitCode('list', '--server', 'ftp://x')).toBe(2);
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
    const complete = async (...words: string[]) => {
      const quoted = ['daggyc', ...words].map((word) => `'${word}'`).join(' ');
      const script = `source <(daggyc completion bash); COMP_WORDS=(${quoted}); COMP_CWORD=${words.length}; _daggyc; echo "\${COMPREPLY[@]}"`;
      const { stdout, stderr } = await daggyc.shell(script);
      expect(stderr).toBe('');
      return stdout.trim().split(' ');
    };
    expect(await complete('re')).toEqual(['retry', 'resume']);
    expect(await complete('graph', '-o', '')).toEqual(['mermaid', 'dot', 'json']);
    expect(await complete('submit', '--id')).toEqual(['--idempotency-key']);
    expect(await complete('get', '@')).toEqual(['@latest']);
    expect(await complete('--server', api.server.url, 'get', String(runID))).toContain(String(runID));
    expect(await complete('submit', join(folder, 'tw'))).toEqual([join(folder, 'two.json')]);
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
