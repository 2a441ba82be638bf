import { appendAtLast } from '../../../test/contract/state/append-at-last';
import { eventsOf, progress, submission, taskEvents } from '../../../test/contract/state/sample-runs';
import { describeWith } from '../../../test/support/describe-with';
import { hasRedisServer, RedisServer } from '../../../test/support/redis-server';
import { type Fate, TCPProxy } from '../../../test/support/tcp-proxy';
import { RedisLogger } from './redis-logger';
import { CLAIM } from './scripts/ownership';
import { APPEND } from './scripts/writing';

jest.setTimeout(30_000);

describeWith('redis-server', hasRedisServer(), 'a Redis server that fails', () => {
  let server: RedisServer;
  let proxy: TCPProxy;
  let logger: RedisLogger;

  beforeEach(async () => {
    server = await RedisServer.start();
    proxy = await TCPProxy.to(server.port);
    logger = loggerAt(proxy.port);
    await logger.open();
    await logger.append([submission(1)]);
  });
  afterEach(async () => {
    server.thaw();
    await logger.close();
    await proxy.close();
    await server.dispose();
  });

  function loggerAt(port: number): RedisLogger {
    return new RedisLogger({ prefix: 'daggy', host: '127.0.0.1', port, db: 0 }, () => undefined);
  }

  async function tasksOf(runID: number): Promise<number[]> {
    const events = await eventsOf(await logger.read(runID));
    return events.flatMap((event) => (event.type === 'attempt-finished' ? [event.task] : []));
  }

  it.each<[Fate, string]>([
    ['cut-before', 'before the server has it'],
    ['cut-after', 'after the server has it, before the answer'],
  ])('loses the connection (%s) %s: the repetition is recorded, and once', async (fate) => {
    let failures = 3;
    proxy.onRequest((request) => (request.includes(APPEND.sha) && failures-- > 0 ? fate : 'forward'));
    expect(await appendAtLast(logger, [progress(1, taskEvents(0, 2))])).toContain('cannot be reached');
    expect(failures).toBeLessThanOrEqual(0);
    await logger.append([progress(1, taskEvents(2, 1))]);
    expect(await tasksOf(1)).toEqual([0, 1, 2]);
  });

  it('gets an append twice when a connection that was given up delivers late: it counts once', async () => {
    server.freeze();
    const entries = [progress(1, taskEvents(0, 1))];
    // Both attempts are in the server's sockets when it wakes up.
    await expect(logger.append(entries)).rejects.toThrow('has not answered for some seconds');
    const again = appendAtLast(logger, entries);
    server.thaw();
    await again;
    await logger.append([progress(1, taskEvents(1, 1))]);
    expect(await tasksOf(1)).toEqual([0, 1]);
  });

  describe('goes silent: what is asked is refused within 3 s, and work goes on by itself within 5 s after', () => {
    it('the server is frozen', async () => {
      await logger.close();
      logger = loggerAt(server.port);
      await logger.open();
      await survives(
        () => server.freeze(),
        () => server.thaw(),
      );
    });

    it('the network swallows everything', async () => {
      await survives(
        () => proxy.silence(),
        () => proxy.heal(),
      );
    });

    async function survives(fail: () => void, mend: () => void): Promise<void> {
      fail();
      const start = performance.now();
      const entries = [progress(1, taskEvents(0, 1))];
      const refusals = await Promise.allSettled([logger.append(entries), logger.read(1)]);
      for (const refusal of refusals) expect(refusal).toMatchObject({ reason: { code: 'store-unavailable' } });
      expect(performance.now() - start).toBeLessThan(3_000);
      mend();
      const mended = performance.now();
      await appendAtLast(logger, entries);
      expect(performance.now() - mended).toBeLessThan(5_000);
      expect(await tasksOf(1)).toEqual([0]);
    }
  });

  it('is killed, stopped and started again while much is written: nothing is lost or doubled', async () => {
    const ends = [() => server.kill(), () => server.stop(), () => server.kill()];
    let task = 0;
    let refused = 0;
    for (const end of ends) {
      const until = task + 200;
      const restarted = end().then(() => server.start());
      while (task < until || refused === 0) {
        if ((await appendAtLast(logger, [progress(1, taskEvents(task++, 1))])) !== undefined) refused++;
      }
      await restarted;
    }
    expect(refused).toBeGreaterThanOrEqual(1);
    expect(await tasksOf(1)).toEqual(Array.from({ length: task }, (_, i) => i));
  });

  it('forgets its scripts: they are given to it again', async () => {
    await server.command('SCRIPT', 'FLUSH');
    await logger.append([progress(1, taskEvents(0, 1))]);
    expect(await tasksOf(1)).toEqual([0]);
  });

  it('is away when daggyd ends: closing does not wait for it', async () => {
    for (const fail of [() => Promise.resolve(server.freeze()), () => server.kill()]) {
      await fail();
      const start = performance.now();
      await logger.close();
      expect(performance.now() - start).toBeLessThan(3_000);
      server.thaw();
    }
  });

  it('loses the connection when it was just taken: opened again, it waits for nobody', async () => {
    await logger.close();
    proxy.onRequest((request) => (request.includes(CLAIM.sha) ? 'cut-after' : 'forward'));
    await expect(logger.open()).rejects.toMatchObject({ code: 'store-unavailable' });
    proxy.heal();
    const start = performance.now();
    expect(await logger.open()).toMatchObject({ fencingToken: 3, nextRunID: 2 });
    expect(performance.now() - start).toBeLessThan(2_000);
  });

  it.each([
    ['is not there', () => server.kill(), () => server.start()],
    ['is frozen', () => Promise.resolve(server.freeze()), () => Promise.resolve(server.thaw())],
  ])('%s at the start: opening is refused with what to check, and works later', async (_, fail, mend) => {
    await logger.close();
    await fail();
    logger = loggerAt(server.port);
    await expect(logger.open()).rejects.toMatchObject({
      code: 'store-unavailable',
      message: expect.stringMatching(
        new RegExp(
          `^Redis at 127.0.0.1:${server.port} \\(prefix daggy\\) cannot be reached \\(.+\\): check that it runs`,
        ),
      ),
    });
    await mend();
    expect(await logger.open()).toMatchObject({ nextRunID: 2 });
  });
});
