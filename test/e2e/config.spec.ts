import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import 'reflect-metadata';
import { DAGGYD } from '../../apps/daggyd/program';
import { DAGGYR } from '../../apps/daggyr/program';
import { compileCheck } from '#server/schema-check';
import { type Program, runToEnd, startServer, stopAll } from '../support/daggy-process';
import { WITHOUT_ISOLATION } from '../support/runner';

jest.setTimeout(60_000);
afterEach(stopAll);

const CONFIG = join(__dirname, '..', '..', 'config');
const read = (name: string): unknown => JSON.parse(readFileSync(join(CONFIG, name), 'utf8'));

describe.each(['daggyd', 'daggyr'] as const)('%s', (program: Program) => {
  it('starts with its shipped config', async () => {
    const server = await startServer(program, {
      args: ['--config', join(CONFIG, `${program}.json`)],
      env: WITHOUT_ISOLATION,
    });
    expect(server.stderr).toContain(`config/${program}.json`);
    expect((await server.stop()).code).toBe(0);
  });

  it('ships the schema that it checks with (written by config/write-schemas.mjs)', () => {
    const { configSchema } = program === 'daggyd' ? DAGGYD : DAGGYR;
    expect(read(`${program}.schema.json`)).toEqual(JSON.parse(JSON.stringify(configSchema)));
  });

  it('ships a config for containers that is valid', () => {
    const { configSchema } = program === 'daggyd' ? DAGGYD : DAGGYR;
    const config: unknown = JSON.parse(readFileSync(join(CONFIG, '..', 'docker', `${program}.json`), 'utf8'));
    expect(compileCheck(configSchema, { defaults: true })(config)).toMatchObject({ ok: true });
  });

  it('prints help and version', async () => {
    const help = await runToEnd(program, { args: ['--help'] });
    expect(help).toMatchObject({ code: 0, stderr: '' });
    expect(help.stdout).toContain(`${program.toUpperCase()}_PORT`);
    const { version } = JSON.parse(readFileSync(join(CONFIG, '..', 'package.json'), 'utf8')) as { version: string };
    expect(await runToEnd(program, { args: ['--version'] })).toMatchObject({
      code: 0,
      stdout: `${program} ${version}\n`,
    });
  });

  it.each([
    [{ prot: 1 }, /\.json: key "\/prot": unknown key "prot"\. Did you mean "port"\?/],
    [{ port: '1' }, /\.json: key "\/port": must be an integer/],
    [{ port: 70_000 }, /\.json: key "\/port": must be <= 65535/],
    [{ ip: '192.0.2.1' }, /\.json: key "\/ip": "192\.0\.2\.1" is not an address of this host/],
    [{ 'web-threads': 0 }, /\.json: key "\/web-threads"/],
  ])('refuses %j with 2', async (config, message) => {
    // Else a runner refuses any address but those of this host.
    const ended = await runToEnd(program, { config, env: { DAGGYR_ALLOW_UNAUTHENTICATED: 'true' } });
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toMatch(message);
  });

  it('refuses an unknown flag, a missing file and a file that is not JSON with 2', async () => {
    const flag = await runToEnd(program, { args: ['--confg', 'x'] });
    expect(flag).toMatchObject({ code: 2, stderr: expect.stringContaining('Did you mean --config?') });
    const missing = await runToEnd(program, { args: ['--config', '/nowhere/x.json'] });
    expect(missing).toMatchObject({ code: 2, stderr: expect.stringContaining('/nowhere/x.json') });
    const text = await runToEnd(program, { args: ['--config', __filename] });
    expect(text).toMatchObject({ code: 2, stderr: expect.stringMatching(/config\.spec\.ts: Not JSON: line 1/) });
  });

  it('refuses a port in use with 3, and names the key', async () => {
    const first = await startServer(program, { env: WITHOUT_ISOLATION });
    const port = Number(new URL(first.url).port);
    const second = await runToEnd(program, { config: { port } });
    expect(second).toMatchObject({ code: 3, stdout: '' });
    expect(second.stderr).toMatch(/\.json: key "\/port": port \d+ on localhost is in use/);
  });
});

describe('daggyd', () => {
  it.each([
    [{ executor: { name: 'ForkngTaskExecutor' } }, /"\/executor\/name".*Did you mean "ForkingTaskExecutor"\?/],
    [{ logger: { name: 'MongoLogger' } }, /"\/logger\/name": "MongoLogger" is not one of .*"SqliteLogger"/],
    [{ executor: { name: 'ForkingTaskExecutor', config: { thread: 1 } } }, /"\/executor\/config\/thread".*"threads"/],
    [{ pools: { p: { name: 'ForkingTaskExecutor', config: { threads: 0 } } } }, /"\/pools\/p\/config\/threads"/],
    [{ pools: { p: {} } }, /"\/pools\/p": "name" is missing/],
    [{ limits: { maxTask: 1 } }, /"\/limits\/maxTask": unknown key "maxTask"\. Did you mean "maxTasks"\?/],
  ])('refuses %j', async (config, message) => {
    expect(await runToEnd('daggyd', { config })).toMatchObject({ code: 2, stderr: expect.stringMatching(message) });
  });

  it('reports all problems of a file at once', async () => {
    const { stderr } = await runToEnd('daggyd', { config: { prot: 1, ip: 2, limits: { maxTasks: 0 } } });
    expect(stderr.trim().split('\n')).toHaveLength(3);
  });
});
