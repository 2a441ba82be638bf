import { submission } from '../../../test/contract/state/sample-runs';
import { describeWith } from '../../../test/support/describe-with';
import { OwnerProcess } from '../../../test/support/owner-process';
import { hasRedisServer, RedisServer } from '../../../test/support/redis-server';
import { keysOf } from './keys';
import { RedisLogger } from './redis-logger';

jest.setTimeout(30_000);

describeWith('redis-server', hasRedisServer(), 'taking a store on Redis over', () => {
  let server: RedisServer;
  let options: { prefix: string; host: string; port: number; db: number };
  let owner: OwnerProcess;
  let logger: RedisLogger;

  beforeAll(async () => {
    server = await RedisServer.start();
  });
  afterAll(() => server.dispose());
  beforeEach(async () => {
    options = { prefix: 'daggy', host: '127.0.0.1', port: server.port, db: 0 };
    logger = new RedisLogger(options, () => undefined);
    owner = new OwnerProcess('RedisLogger', options);
    expect(await owner.says()).toBe('open');
  });
  afterEach(async () => {
    await owner.end();
    await logger.close();
    await server.command('FLUSHALL');
  });

  it('happens at once when its owner was killed on this host', async () => {
    expect(await owner.append()).toBe('appended');
    await owner.end();
    const start = performance.now();
    expect(await logger.open()).toMatchObject({ fencingToken: 2, nextRunID: 2 });
    expect(performance.now() - start).toBeLessThan(2_000);
  });

  it('is refused while its owner lives, also when that writes nothing', async () => {
    await expect(logger.open()).rejects.toThrow(
      new RegExp(
        `^Redis at 127.0.0.1:${server.port} \\(prefix daggy\\) is in use by another daggyd \\(pid ${owner.pid} on .+\\): ` +
          'stop that one, or give this one another prefix$',
      ),
    );
    expect(await owner.append()).toBe('appended');
    const other = new RedisLogger({ ...options, prefix: 'daggy2' }, () => undefined);
    expect(await other.open()).toMatchObject({ nextRunID: 1, records: [] });
    await other.close();
  });

  it('happens some seconds after its owner froze, which can write nothing any more when it thaws', async () => {
    expect(await owner.append()).toBe('appended');
    owner.freeze();
    const start = performance.now();
    const { fencingToken, nextRunID } = await logger.open();
    expect([fencingToken, nextRunID]).toEqual([2, 2]);
    expect(performance.now() - start).toBeLessThan(10_000);
    await logger.append([submission(2)]);

    const before = await everything(server);
    // Both are in the pipe when it wakes up: the append, and the answer of its heartbeat.
    owner.request();
    owner.thaw();
    expect([await owner.says(), await owner.says()]).toEqual(['fenced', 'fenced']);
    const after = await everything(server);
    expect(after).toEqual(before);
    await logger.append([submission(3)]);
  });

  it('is told to a former owner that writes nothing', async () => {
    await server.command('HINCRBY', keysOf('daggy').meta, 'fencing_token', 1);
    expect(await owner.says()).toBe('fenced');
  });

  it('ends with a clean close: the next one waits for nothing', async () => {
    await owner.leave();
    expect(await server.command('HGET', keysOf('daggy').meta, 'owner')).toBe('');
    const start = performance.now();
    await logger.open();
    expect(performance.now() - start).toBeLessThan(2_000);
  });
});

/** All that is on the server, by key; but not the heartbeat, which the new owner goes on raising. */
async function everything(server: RedisServer): Promise<Record<string, unknown>> {
  const client = server.client();
  const values: Record<string, unknown> = {};
  for (const key of (await client.keys('*')).toSorted()) values[key] = (await client.dumpBuffer(key))?.toString('hex');
  const { meta } = keysOf('daggy');
  values[meta] = { ...(await client.hgetall(meta)), heartbeat: undefined };
  client.disconnect();
  return values;
}
