import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beginServer, runToEnd, stopAll, temporaryDirectory } from '../support/daggy-process';
import { describeWith } from '../support/describe-with';
import { ask, until } from '../support/http';
import { hasRedisServer, RedisServer } from '../support/redis-server';

jest.setTimeout(60_000);
afterEach(stopAll);

describe('the config of a state logger', () => {
  it.each<[string, object, string, RegExp]>([
    ['PostgresLogger', { url: 'mysql://daggy:topsecret@localhost/work' }, '/url', /must match pattern/],
    ['PostgresLogger', { url: 'postgres://daggy:top/secret@localhost/work' }, '/url', /%-encoded: "\/" is %2F/],
    ['PostgresLogger', { url: 'postgres://daggy:secret@localhost:70000' }, '/url', /must be like postgres:\/\/USER/],
    ['PostgresLogger', { url: 'postgres://localhost', host: 'secret' }, '/host', /must be left out/],
    ['PostgresLogger', { password: 4_711 }, '/password', /must be a string/],
    ['RedisLogger', { password: 4_711 }, '/password', /must be a string/],
  ])('of %s is refused in one line, without what is secret: %j', async (name, config, key, reason) => {
    const { code, stdout, stderr } = await runToEnd('daggyd', { config: { logger: { name, config } } });
    expect([code, stdout, stderr.trim().split('\n').length]).toEqual([2, '', 1]);
    expect(stderr).toContain(`key "/logger/config${key}": `);
    expect(stderr).toMatch(reason);
    expect(stderr).not.toMatch(/secret@|top|4711/);
  });
});

describeWith('redis-server', hasRedisServer(), 'a daggyd that is started in the background', () => {
  it('says what it waits for as long as its store is away, and returns when it answers', async () => {
    const server = await RedisServer.start();
    await server.kill();
    const logger = { name: 'RedisLogger', config: { host: '127.0.0.1', port: server.port } };
    const dataDirectory = temporaryDirectory();
    const parent = beginServer('daggyd', { args: ['-d'], config: { port: 0, logger }, dataDirectory });
    await until('it says what it waits for', () => parent.stderr.includes('cannot be reached'), 10_000);
    const [, pid, store] = /^daggyd: process (\d+) waits: (Redis at \S+)/.exec(parent.stderr) ?? [];
    try {
      expect(store).toBe(`Redis at 127.0.0.1:${server.port}`);
      await server.start();
      const { code, stdout } = await parent.ended;
      const [, url] = new RegExp(`runs at (\\S+) as process ${pid},`).exec(stdout) ?? [];
      expect([code, (await ask(`${url}/readyz`)).status]).toEqual([0, 200]);
      expect(readFileSync(join(dataDirectory, 'daggyd.log'), 'utf8')).toContain('Waiting for the store');
    } finally {
      process.kill(Number(pid), 'SIGTERM');
      await until('the daemon to end', () => !existsSync(`/proc/${pid}`), 10_000);
      await server.dispose();
    }
  });
});
