import { submission } from '../../../test/contract/state/sample-runs';
import { describeWith } from '../../../test/support/describe-with';
import { OwnerProcess } from '../../../test/support/owner-process';
import { postgresBinaries, PostgresServer } from '../../../test/support/postgres-server';
import { postgresOptions } from './config';
import { PostgresLogger } from './postgres-logger';

jest.setTimeout(30_000);

describeWith('postgresql', postgresBinaries() !== undefined, 'taking a store on Postgres over', () => {
  let server: PostgresServer;
  let owner: OwnerProcess;
  let logger: PostgresLogger;

  beforeAll(async () => {
    server = await PostgresServer.start();
  });
  afterAll(() => server.dispose());
  beforeEach(async () => {
    logger = loggerWith('daggy');
    owner = new OwnerProcess('PostgresLogger', server.connection);
    expect(await owner.says()).toBe('open');
  });
  afterEach(async () => {
    await owner.end();
    await logger.close();
    await server.query('DROP SCHEMA IF EXISTS daggy CASCADE');
  });

  function loggerWith(schema: string): PostgresLogger {
    return new PostgresLogger(postgresOptions({ ...server.connection, schema }), () => undefined);
  }

  it('happens at once when its owner was killed on this host', async () => {
    expect(await owner.append()).toBe('appended');
    await owner.end();
    const start = performance.now();
    expect(await logger.open()).toMatchObject({ fencingToken: 2, nextRunID: 2 });
    expect(performance.now() - start).toBeLessThan(2_000);
  });

  it('is refused while its owner lives, also when that writes nothing', async () => {
    const { port } = server.connection;
    await expect(logger.open()).rejects.toThrow(
      new RegExp(
        `^Postgres at 127.0.0.1:${port} \\(database postgres, schema daggy\\) is in use by another daggyd ` +
          `\\(pid ${owner.pid} on .+\\): stop that one, or give this one another schema$`,
      ),
    );
    expect(await owner.append()).toBe('appended');
    const other = loggerWith('daggy2');
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

    const before = await everything();
    owner.request();
    owner.thaw();
    expect([await owner.says(), await owner.says()]).toEqual(['fenced', 'fenced']);
    await expect(everything()).resolves.toEqual(before);
    await logger.append([submission(3)]);
  });

  it('does not wait for a transaction in whose middle its owner froze', async () => {
    const lock = "SELECT count(*)::int AS open FROM pg_stat_activity WHERE state = 'idle in transaction'";
    // An append in many parts.
    owner.request(200_000_000);
    while ((await server.query(lock))[0].open === 0);
    owner.freeze();
    const start = performance.now();
    expect(await logger.open()).toMatchObject({ fencingToken: 2, records: [] });
    expect(performance.now() - start).toBeLessThan(10_000);
  });

  it('is told to a former owner that appends before the new one does', async () => {
    await server.query('UPDATE daggy.store SET fencing_token = fencing_token + 1');
    expect(await owner.append()).toBe('fenced');
    expect(await server.query('SELECT * FROM daggy.runs')).toEqual([]);
  });

  it('is told to a former owner that writes nothing', async () => {
    await server.query("UPDATE daggy.store SET fencing_token = 9; UPDATE daggy.owner SET identity = '{}'");
    expect(await owner.says()).toBe('fenced');
  });

  it('ends with a clean close: the next one waits for nothing', async () => {
    await owner.leave();
    expect(await server.query('SELECT * FROM daggy.owner')).toEqual([]);
    const start = performance.now();
    await logger.open();
    expect(performance.now() - start).toBeLessThan(2_000);
  });

  it('is not possible for a store that was emptied or replaced under its owner, or is as it was before', async () => {
    await owner.leave();
    for (const [change, reason] of [
      ['DELETE FROM daggy.store', 'was emptied or replaced'],
      ["UPDATE daggy.store SET store_id = '00112233aabbccdd'", 'was emptied or replaced'],
      ['DROP SCHEMA daggy CASCADE', 'was emptied or replaced'],
      ['UPDATE daggy.store SET fencing_token = fencing_token - 1', 'has lost the last changes'],
      ['UPDATE daggy.store SET last_append = last_append - 1', 'has lost the last changes'],
    ]) {
      await server.query('DROP SCHEMA IF EXISTS daggy CASCADE');
      await logger.open();
      await logger.append([submission(1)]);
      await server.query(change);
      await expect(logger.append([submission(2)])).rejects.toMatchObject({
        code: 'fenced',
        message: expect.stringContaining(reason),
      });
      await logger.close();
    }
  });

  /** All that is in the store, by table; but not the heartbeat, which the new owner goes on raising. */
  async function everything(): Promise<Record<string, unknown>> {
    const rows: Record<string, unknown> = {};
    const tables = await server.query("SELECT tablename AS name FROM pg_tables WHERE schemaname = 'daggy' ORDER BY 1");
    for (const { name } of tables) {
      const columns = name === 'owner' ? 'identity' : '*';
      rows[String(name)] = await server.query(`SELECT ${columns} FROM daggy.${String(name)} ORDER BY 1`);
    }
    return rows;
  }
});
