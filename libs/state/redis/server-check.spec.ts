import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, type Server } from 'node:net';
import { submission } from '../../../test/contract/state/sample-runs';
import { describeWith } from '../../../test/support/describe-with';
import { hasRedisServer, RedisServer } from '../../../test/support/redis-server';
import type { RedisConfig } from './config';
import { redisOptions } from './config';
import { RedisLogger } from './redis-logger';

const PASSWORD = 'correct horse';

describeWith('redis-server', hasRedisServer(), 'RedisLogger at the start', () => {
  let server: RedisServer;
  let warnings: string[];
  let logger: RedisLogger;

  beforeEach(() => {
    warnings = [];
  });
  afterEach(async () => {
    await logger.close();
    await server.dispose();
  });

  async function open(settings: Record<string, string>, config: RedisConfig = {}): ReturnType<RedisLogger['open']> {
    server = await RedisServer.start(settings);
    return openAt(config);
  }

  function openAt(config: RedisConfig): ReturnType<RedisLogger['open']> {
    const options = redisOptions({ host: '127.0.0.1', port: server.port, ...config }, '/nowhere');
    logger = new RedisLogger(options, (message) => warnings.push(message));
    return logger.open();
  }

  it('has nothing to say about a server that keeps everything', async () => {
    await open({ appendonly: 'yes', appendfsync: 'always' });
    expect(warnings).toEqual([]);
  });

  it.each([
    [{ appendonly: 'no', save: '' }, 'when it stops, everything is lost. Set "appendonly yes"'],
    [{ appendonly: 'no', save: '60 1' }, 'when it stops, everything since its last snapshot is lost'],
    [{ appendfsync: 'everysec' }, 'A power cut can take the last second of what Redis at 127.0.0.1'],
    [{ appendfsync: 'no' }, 'A power cut can take up to half a minute'],
    [{ 'maxmemory-policy': 'allkeys-lru' }, 'may throw runs away should it ever have a "maxmemory"'],
    [{ 'maxmemory-policy': 'allkeys-lru', maxmemory: '100mb' }, 'may throw runs away when its memory is full'],
  ])('says what it does not keep: %j', async (settings, warning) => {
    await open(settings as Record<string, string>);
    expect(warnings).toEqual([expect.stringContaining(warning)]);
  });

  it('works for a user who may do no more than it needs, and says what it could not check', async () => {
    server = await RedisServer.start();
    const rights = ['+@read', '+@write', '+eval', '+evalsha', '+ping', '+select', '-@dangerous'];
    await server.command('ACL', 'SETUSER', 'daggy', 'on', `>${PASSWORD}`, '~daggy:*', ...rights);
    await openAt({ username: 'daggy', password: PASSWORD });
    await logger.append([submission(1)]);
    await logger.remove([1]);
    expect(warnings).toEqual([expect.stringContaining('could not be checked: it does not answer CONFIG GET')]);
  });

  it('takes the database that it is told to', async () => {
    await open({}, { db: 3 });
    expect(await server.command('DBSIZE')).toBe(0);
    expect(String(await server.command('INFO', 'keyspace'))).toContain('db3:keys=1');
  });

  it.each<[string, Record<string, string>, RedisConfig, string]>([
    ['no password', { requirepass: PASSWORD }, {}, 'wants a password: give "password"'],
    ['a wrong password', { requirepass: PASSWORD }, { password: 'hunter2' }, 'refuses the password or the user'],
    ['a wrong user', {}, { username: 'x', password: 'hunter2' }, 'refuses the password or the user'],
    ['a password where none is known', {}, { password: 'hunter2' }, 'knows no password: leave "password" out'],
    ['a database that is not there', {}, { db: 99 }, '(database 99, prefix daggy) has no database of this number'],
    ['a replica', { replicaof: '127.0.0.1 1' }, {}, 'is a replica, which takes no changes: name the master'],
  ])('refuses for good: %s', async (_, settings, config, reason) => {
    const refused = await open(settings, config).catch((error: Error) => error);
    expect(refused).toMatchObject({ name: 'Error', message: expect.stringContaining(reason) });
    expect((refused as Error).message).toMatch(/^Redis at 127\.0\.0\.1:\d+ \(/);
    expect((refused as Error).message).not.toMatch(/hunter2|correct horse/);
  });

  it('refuses for good: keys that the user may not touch', async () => {
    server = await RedisServer.start();
    await server.command('ACL', 'SETUSER', 'daggy', 'on', `>${PASSWORD}`, '~other:*', '+@all');
    const refused = await openAt({ username: 'daggy', password: PASSWORD }).catch((error: Error) => error);
    expect(refused).toMatchObject({ name: 'Error', message: expect.stringContaining('does not let this user do') });
  });

  it('refuses for good: what another program keeps under the prefix', async () => {
    server = await RedisServer.start();
    await server.command('SET', 'daggy:{store}:meta', 'mine');
    await expect(openAt({})).rejects.toThrow('is damaged: another program has written to keys of its prefix');
  });

  it('refuses for good: a version that is too old', async () => {
    server = await RedisServer.start();
    const old: Server = createServer((socket) => {
      // As Redis 5 answers, for as far as it is asked.
      socket.on('data', (request) => {
        const info = '# Server\r\nredis_version:5.0.14\r\n';
        socket.write(request.includes('INFO') ? `$${info.length}\r\n${info}\r\n` : '+PONG\r\n');
      });
    });
    await new Promise<void>((resolve) => old.listen(0, '127.0.0.1', resolve));
    const { port } = old.address() as { port: number };
    await expect(openAt({ port })).rejects.toThrow('has version 5.0.14: RedisLogger needs version 6 or newer');
    old.close();
  });

  describe('with TLS', () => {
    let folder: string;

    beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), 'daggy-tls-'));
      const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
      const files = ['-keyout', join(folder, 'key.pem'), '-out', join(folder, 'cert.pem')];
      const request = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
      execFileSync('openssl', [...request, ...subject, ...files], { stdio: 'ignore' });
      writeFileSync(join(folder, 'other.pem'), 'no certificate');
    });
    afterAll(() => rmSync(folder, { recursive: true }));

    it('trusts the certificates that it is told to, and no others', async () => {
      const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
      server = await RedisServer.startWithTLS({ cert, key });
      const to = { host: 'localhost', port: server.tlsPort };
      await openAt({ ...to, tls: { ca: cert } });
      await logger.append([submission(1)]);
      await logger.close();
      await expect(openAt({ ...to, tls: true })).rejects.toThrow(/cannot be reached \(self.signed certificate\)/);
      await expect(openAt(to)).rejects.toMatchObject({ code: 'store-unavailable' });
      const missing = openAt({ ...to, tls: { ca: '/nowhere/ca.pem' } });
      await expect(missing).rejects.toThrow('"tls" of RedisLogger names /nowhere/ca.pem, which cannot be read');
    });
  });
});
