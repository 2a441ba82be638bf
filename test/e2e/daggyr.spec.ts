import { statSync } from 'node:fs';
import { availableParallelism, totalmem } from 'node:os';
import { join } from 'node:path';
import { runToEnd, startServer, stopAll, temporaryDirectory } from '../support/daggy-process';
import { ask, until } from '../support/http';
import { openApiFaults } from '../support/openapi-walk';
import { WITHOUT_ISOLATION } from '../support/runner';

jest.setTimeout(60_000);

const env = WITHOUT_ISOLATION;
afterEach(stopAll);

describe('daggyr', () => {
  it('just runs, and tells what tasks may use', async () => {
    const server = await startServer('daggyr', { env });
    expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    for (const path of ['/livez', '/readyz', '/version', '/metrics', '/docs', '/docs-json']) {
      expect([path, (await ask(server.url + path)).status]).toEqual([path, 200]);
    }
    const total = {
      cores: Math.max(1, availableParallelism() - 2),
      memoryMB: Math.max(
        100,
        Math.floor(Math.floor(Math.min(totalmem(), process.constrainedMemory() || Infinity) / 1024 / 1024) * 0.75),
      ),
    };
    const { body } = await ask(`${server.url}/api/v1/capacity`);
    expect(JSON.parse(body)).toEqual({ total, free: total, tasks: 0 });
    expect(await server.stop()).toMatchObject({ code: 0, stdout: '' });
  });

  it('takes what the config says instead', async () => {
    const server = await startServer('daggyr', { env, config: { capacity_overrides: { cores: 0, memory_mb: 100 } } });
    const { body } = await ask(`${server.url}/api/v1/capacity`);
    expect(JSON.parse(body)).toMatchObject({ total: { cores: availableParallelism(), memoryMB: 100 } });
  });

  it('documents every operation', async () => {
    const server = await startServer('daggyr', { env });
    const { body } = await ask(`${server.url}/docs-json`);
    expect(openApiFaults(JSON.parse(body) as object)).toEqual([]);
    // Runs are daggyd's.
    expect(body).not.toMatch(/Run 42|run 42/);
  });

  it('makes its folder private', async () => {
    const dataDirectory = join(temporaryDirectory(), 'deep', 'er');
    await startServer('daggyr', { env, dataDirectory });
    expect(statSync(dataDirectory).mode & 0o777).toBe(0o700);
  });

  it('logs JSON lines on stderr, more with -v', async () => {
    const quiet = await (await startServer('daggyr', { env })).stop();
    const verbose = await (await startServer('daggyr', { env, args: ['-v'] })).stop();
    const lines = (text: string) =>
      text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as { level: number });
    expect(lines(quiet.stderr).every(({ level }) => level >= 30)).toBe(true);
    expect(lines(verbose.stderr).some(({ level }) => level === 20)).toBe(true);
  });
});

describe('signals', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('%s ends it with 0', async (signal) => {
    const server = await startServer('daggyr', { env });
    expect(await server.stop(signal)).toMatchObject({ code: 0, signal: null });
  });

  it('a second signal ends at once what does not end', async () => {
    const server = await startServer('daggyr', { main: 'test/fixtures/never-stop-server.mjs' });
    server.signal('SIGTERM');
    await until('it to be stopping', () => server.stderr.includes('stopping'));
    const begin = performance.now();
    server.signal('SIGINT');
    expect((await server.ended).code).toBe(1);
    expect(performance.now() - begin).toBeLessThan(2_000);
  });

  it('leaves behind what has not ended after 10 seconds', async () => {
    const server = await startServer('daggyr', { main: 'test/fixtures/never-stop-server.mjs' });
    const { code, stderr } = await server.stop();
    expect(code).toBe(0);
    expect(stderr).toContain('Not everything has ended');
  });
});

describe('-d', () => {
  it('returns once the server answers', async () => {
    const dataDirectory = temporaryDirectory();
    const parent = await runToEnd('daggyr', { env, args: ['-d'], dataDirectory });
    const [, url, pid] = /runs at (http:\S+) as process (\d+)/.exec(parent.stdout) ?? [];
    expect(parent).toMatchObject({ code: 0, stderr: '' });
    expect((await ask(`${url}/readyz`)).status).toBe(200);
    expect(statSync(join(dataDirectory, 'daggyr.log')).size).toBeGreaterThan(0);

    const second = await runToEnd('daggyr', { args: ['-d'], env: { ...env, DAGGYR_PORT: new URL(url).port } });
    expect(second.code).toBe(3);
    expect(second.stderr).toMatch(/DAGGYR_PORT: port \d+ on localhost is in use/);

    process.kill(Number(pid), 'SIGTERM');
    const gone = () => {
      try {
        process.kill(Number(pid), 0);
        return false;
      } catch {
        return true;
      }
    };
    await until('the daemon to end', gone, 10_000);
  });

  it('returns the reason when the configuration is wrong', async () => {
    const parent = await runToEnd('daggyr', { args: ['-d'], config: { isolation: { cgroups: false } } });
    expect(parent.code).toBe(2);
    expect(parent.stderr).toMatch(/"\/isolation\/cgroups": unknown key "cgroups"\. Did you mean "cgroup"\?/);
  });
});
