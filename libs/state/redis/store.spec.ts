import type { Redis } from 'ioredis';
import {
  EVERY_KIND,
  eventsOf,
  progress,
  record,
  START,
  submission,
  taskEvents,
} from '../../../test/contract/state/sample-runs';
import { describeWith } from '../../../test/support/describe-with';
import { hasRedisServer, RedisServer } from '../../../test/support/redis-server';
import { keysOf } from './keys';
import { RedisLogger } from './redis-logger';
import { LAYOUT_1 } from './samples/layout-1';

describeWith('redis-server', hasRedisServer(), 'what RedisLogger keeps', () => {
  const keys = keysOf('daggy');
  let server: RedisServer;
  let client: Redis;
  let logger: RedisLogger;
  let store: string;

  beforeAll(async () => {
    server = await RedisServer.start();
    client = server.client();
    store = `Redis at 127.0.0.1:${server.port} (prefix daggy)`;
  });
  afterAll(async () => {
    client.disconnect();
    await server.dispose();
  });
  beforeEach(() => {
    logger = loggerWith('daggy');
  });
  afterEach(async () => {
    await logger.close();
    await client.flushall();
  });

  function loggerWith(prefix: string): RedisLogger {
    return new RedisLogger({ prefix, host: '127.0.0.1', port: server.port, db: 0 }, () => undefined);
  }

  async function fill(): Promise<void> {
    await logger.open();
    await logger.append([submission(1), submission(2)]);
    for (let first = 0; first < 40; first += 10) await logger.append([progress(1, taskEvents(first, 10))]);
  }

  it('can be looked at by people', async () => {
    await logger.open();
    await logger.append([submission(7, '{"a":1}', { tag: 'nightly é' })]);
    expect(await client.hgetall(keys.run(7))).toMatchObject({
      run_id: '7',
      tag: '"nightly é"',
      pool: 'default',
      state: 'QUEUED',
      submit_time: String(START),
      start_time: '',
      completed: '4',
      event_count: '1',
    });
    expect(await client.get(keys.document(7))).toBe('{"a":1}');
    expect(await client.lrange(keys.journal(7), 0, -1)).toEqual([
      expect.stringMatching(/^1 \d+ \[\[0,1767225600000\]\]$/),
    ]);
  });

  it('is in keys that start with the prefix, beside those of others', async () => {
    const other = loggerWith('daggy2');
    await other.open();
    await other.append([submission(1, 'other')]);
    await client.set('somebody', 'else');
    await fill();
    const names = await client.keys('*');
    expect(names.filter((name) => !name.startsWith('daggy2:') && name !== 'somebody')).not.toHaveLength(0);
    for (const name of names) expect(name).toMatch(/^(daggy:|daggy2:|somebody$)/);
    await logger.remove([1, 2]);
    expect((await other.read(1)).document).toBe('other');
    await other.close();
  });

  it('is all removed with a run', async () => {
    await fill();
    const { length } = await client.keys('*');
    await logger.append([submission(3, 'd'.repeat(2_000_000)), submission(4)]);
    await logger.append([progress(3, EVERY_KIND)]);
    await logger.remove([3, 4, 3]);
    expect(await client.keys('*')).toHaveLength(length);
    await logger.remove([1, 2]);
    expect(await client.keys('*')).toEqual([keys.meta]);
    expect(await client.hget(keys.meta, 'run_count')).toBe('0');
  });

  it('is read as layout 1 was written', async () => {
    for (const [command, ...args] of LAYOUT_1) await client.call(command, ...args);
    const expected = record(3, { tag: 'nightly', idempotency: { key: 'k', bodyHash: 'ef' } });
    expect(await logger.open()).toMatchObject({
      storeID: '00112233aabbccdd',
      fencingToken: 8,
      nextRunID: 5,
      records: [expected],
    });
    const run = await logger.read(3);
    expect(run.document).toBe('{"tasks":{"é":{}}}');
    expect(await eventsOf(run)).toEqual([
      { type: 'submitted', time: START },
      { type: 'run-state', time: START + 1, state: 'RUNNING' },
      { type: 'attempt-started', time: START + 1, task: 0, attempt: 1 },
    ]);
  });

  it('is refused when a newer daggyd wrote it', async () => {
    await fill();
    await logger.close();
    await client.hset(keys.meta, 'version', 2);
    await expect(logger.open()).rejects.toThrow(
      `${store} was written by a newer daggyd (layout 2, this one knows 1): run that version, or give this one another prefix`,
    );
  });

  describe('is refused when it is damaged:', () => {
    it.each<[string, () => Promise<unknown>, string]>([
      ['meta is missing', () => client.del(keys.meta), `${keys.meta} does not say whose it is`],
      ['meta has no token', () => client.hdel(keys.meta, 'fencing_token'), `${keys.meta} does not say whose it is`],
      ['the owner is garbage', () => client.hset(keys.meta, 'owner', '{'), `${keys.meta} does not say whose it is`],
      ['the list of runs is missing', () => client.del(keys.runs), 'it has 0 of its 2 runs'],
      ['a run is not listed', () => client.zrem(keys.runs, 1), 'it has 1 of its 2 runs'],
      ['a record is missing', () => client.del(keys.run(2)), 'the record of run 2 is damaged (field run_id)'],
      ['a count was changed', () => client.hset(keys.run(1), 'completed', 5), 'run 1 is damaged (field record_crc)'],
      ['a state was changed', () => client.hset(keys.run(1), 'state', 'ASLEEP'), 'run 1 is damaged (field state)'],
      ['a record is that of another', () => client.rename(keys.run(1), keys.run(2)), 'the record of run 1 is damaged'],
    ])('%s', async (_, damage, reason) => {
      await fill();
      await logger.close();
      await damage();
      const refused = await logger.open().catch((error: Error) => error);
      expect(refused).toMatchObject({
        code: 'store-damaged',
        message: expect.stringContaining(`${store} is damaged: `),
      });
      expect(refused).toMatchObject({ message: expect.stringContaining(reason) });
    });

    it.each<[string, () => Promise<unknown>, string]>([
      [
        'an event was changed',
        () => edit(2, (row) => row.replace(',1767', ',1766')),
        'at row 2: its checksum does not fit',
      ],
      [
        'events are of a newer version',
        () => edit(1, (row) => row.replace(/^1/, '9')),
        'at row 1: events of format version 9',
      ],
      ['a row is no row', () => edit(3, () => 'x'), 'at row 3: its checksum does not fit'],
      ['a row is missing', () => client.lrem(keys.journal(1), 1, 'gone'), 'run 1 has 61 of its 81 events'],
      ['the journal is missing', () => client.del(keys.journal(1)), 'run 1 has 0 of its 81 events'],
      ["a row is another run's", () => client.lset(keys.journal(1), 0, foreign), 'at row 0: its checksum does not fit'],
    ])('%s', async (what, damage, reason) => {
      await fill();
      foreign = String(await client.lindex(keys.journal(2), 0));
      if (what === 'a row is missing') await edit(2, () => 'gone');
      await damage();
      const run = await logger.read(1);
      await expect(eventsOf(run)).rejects.toThrow(reason);
      expect(await eventsOf(await logger.read(2))).toHaveLength(1);
    });

    it.each<[string, () => Promise<unknown>]>([
      ['changed', () => client.setrange(keys.document(1), 2, 'n')],
      ['missing', () => client.del(keys.document(1))],
    ])('a definition is %s', async (_, damage) => {
      await fill();
      await damage();
      await expect(logger.read(1)).rejects.toMatchObject({
        code: 'store-damaged',
        message: expect.stringContaining('the definition of run 1 is damaged or missing'),
      });
    });

    let foreign: string;

    async function edit(row: number, change: (text: string) => string): Promise<void> {
      const text = String(await client.lindex(keys.journal(1), row));
      await client.lset(keys.journal(1), row, change(text));
    }
  });

  describe('is never gone on with when it', () => {
    it('was emptied', async () => {
      await fill();
      await client.flushall();
      const fenced = { code: 'fenced', message: expect.stringContaining(`${store} was emptied or replaced`) };
      await expect(logger.append([submission(3)])).rejects.toMatchObject(fenced);
      await expect(logger.remove([1])).rejects.toMatchObject(fenced);
      await logger.close();
      expect(await client.keys('*')).toEqual([]);
    });

    it('was replaced by another one, with the same token', async () => {
      await fill();
      await client.hset(keys.meta, 'store_id', '0123456789abcdef');
      await expect(logger.append([submission(3)])).rejects.toMatchObject({ code: 'fenced' });
      expect(await client.exists(keys.run(3))).toBe(0);
    });

    it('was taken over', async () => {
      await fill();
      await client.hincrby(keys.meta, 'fencing_token', 1);
      const fenced = { code: 'fenced', message: expect.stringContaining(`another daggyd has taken over ${store}`) };
      await expect(logger.append([submission(3)])).rejects.toMatchObject(fenced);
      await expect(logger.remove([1])).rejects.toMatchObject(fenced);
      await logger.close();
      expect([await client.exists(keys.run(3)), await client.exists(keys.run(1))]).toEqual([0, 1]);
      expect(await client.hget(keys.meta, 'owner')).not.toBe('');
    });

    it('has gone back to an earlier state', async () => {
      await fill();
      await client.hset(keys.meta, 'last_append', 3);
      await expect(logger.append([submission(3)])).rejects.toMatchObject({
        code: 'fenced',
        message: expect.stringContaining(`${store} has lost the last changes`),
      });
      expect(await client.exists(keys.run(3))).toBe(0);
    });

    it('was emptied while nothing is written: daggyd is told', async () => {
      const told = new Promise((fenced) => void logger.open({ fenced, trouble: () => undefined }));
      while ((await client.exists(keys.meta)) === 0) await new Promise((resolve) => setImmediate(resolve));
      await client.flushall();
      expect(await told).toMatchObject({ code: 'fenced' });
    });
  });

  it('waits when its user may not do it any more', async () => {
    await client.acl('SETUSER', 'daggy', 'on', '>secret', '~daggy:*', '+@all');
    const options = { prefix: 'daggy', host: '127.0.0.1', port: server.port, db: 0 };
    logger = new RedisLogger({ ...options, username: 'daggy', password: 'secret' }, () => undefined);
    await logger.open();
    await client.acl('SETUSER', 'daggy', '-@scripting');
    const entries = [submission(1)];
    await expect(logger.append(entries)).rejects.toMatchObject({
      code: 'store-unavailable',
      message: expect.stringContaining('does not let this user do what a state logger must do (NOPERM'),
    });
    await client.acl('SETUSER', 'daggy', '+@all');
    await logger.append(entries);
  });

  it('waits when Redis has no memory for it, all of an append or nothing', async () => {
    await fill();
    await client.config('SET', 'maxmemory', 1);
    const entries = [progress(1, taskEvents(40, 1)), submission(3)];
    await expect(logger.append(entries)).rejects.toMatchObject({
      code: 'store-unavailable',
      message: expect.stringMatching(/ has no memory left: raise its maxmemory, or remove runs \(.*OOM/),
    });
    expect(await client.exists(keys.run(3))).toBe(0);
    expect((await logger.read(1)).record.runID).toBe(1);
    await client.config('SET', 'maxmemory', 0);
    await logger.append(entries);
    expect(await eventsOf(await logger.read(1))).toHaveLength(83);
  });
});
