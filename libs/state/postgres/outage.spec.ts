import { appendAtLast } from '../../../test/contract/state/append-at-last';
import { eventsOf, progress, submission, taskEvents } from '../../../test/contract/state/sample-runs';
import { describeWith } from '../../../test/support/describe-with';
import { postgresBinaries, PostgresServer } from '../../../test/support/postgres-server';
import { type Fate, TCPProxy } from '../../../test/support/tcp-proxy';
import { postgresOptions } from './config';
import { PostgresLogger } from './postgres-logger';

jest.setTimeout(30_000);

describeWith('postgresql', postgresBinaries() !== undefined, 'a Postgres server that fails', () => {
  let server: PostgresServer;
  let proxy: TCPProxy;
  let logger: PostgresLogger;

  beforeAll(async () => {
    server = await PostgresServer.start();
  });
  afterAll(() => server.dispose());
  beforeEach(async () => {
    await server.query('DROP SCHEMA IF EXISTS daggy CASCADE');
    proxy = await TCPProxy.to(server.connection.port);
    logger = loggerAt(proxy.port);
    await logger.open();
    await logger.append([submission(1)]);
  });
  afterEach(async () => {
    await logger.close();
    await proxy.close();
  });

  function loggerAt(port: number): PostgresLogger {
    return new PostgresLogger(postgresOptions({ ...server.connection, port }), () => undefined);
  }

  async function refusalOf(append: Promise<void>): Promise<string> {
    const [{ reason }] = (await Promise.allSettled([append])) as [PromiseRejectedResult];
    expect(reason).toMatchObject({ code: 'store-unavailable' });
    return (reason as Error).message;
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
    proxy.onRequest((request) => (request.includes('.append(') && failures-- > 0 ? fate : 'forward'));
    expect(await appendAtLast(logger, [progress(1, taskEvents(0, 2))])).toContain('cannot be reached');
    expect(failures).toBeLessThanOrEqual(0);
    await logger.append([progress(1, taskEvents(2, 1))]);
    expect(await tasksOf(1)).toEqual([0, 1, 2]);
  });

  it.each<[Fate, string]>([
    ['cut-before', 'BEGIN'],
    ['cut-after', 'BEGIN'],
    ['cut-before', 'COMMIT'],
    ['cut-after', 'COMMIT'],
  ])('loses the connection (%s) at the %s of an append in parts: it is recorded, and once', async (fate, statement) => {
    let failures = 2;
    proxy.onRequest((request) => (request.includes(statement) && failures-- > 0 ? fate : 'forward'));
    const document = 'd'.repeat(3_000_000);
    const entries = [submission(2, document), progress(1, taskEvents(0, 20_000))];
    expect(await appendAtLast(logger, entries)).toContain('cannot be reached');
    expect((await logger.read(2)).document === document).toBe(true);
    expect(await tasksOf(1)).toEqual(Array.from({ length: 20_000 }, (_, i) => i));
  });

  it('gets an append twice when a connection that was given up delivers late: it counts once', async () => {
    server.freeze();
    const entries = [progress(1, taskEvents(0, 1))];
    // The first attempt is in the server's socket when it wakes up.
    await expect(logger.append(entries)).rejects.toThrow('has not answered for some seconds');
    const again = appendAtLast(logger, entries);
    server.thaw();
    await again;
    await logger.append([progress(1, taskEvents(1, 1))]);
    expect(await tasksOf(1)).toEqual([0, 1]);
  });

  it('goes silent: appends and reads are refused within 3 s, and work goes on by itself within 5 s after', async () => {
    for (const [fail, mend] of [
      [() => server.freeze(), () => server.thaw()],
      [() => proxy.silence(), () => proxy.heal()],
    ]) {
      fail();
      const start = performance.now();
      const entries = [progress(1, taskEvents(0, 1))];
      const refusals = await Promise.allSettled([logger.append(entries), logger.read(1)]);
      for (const refusal of refusals) expect(refusal).toMatchObject({ reason: { code: 'store-unavailable' } });
      expect(performance.now() - start).toBeLessThan(5_000);
      mend();
      const mended = performance.now();
      await appendAtLast(logger, entries);
      expect(performance.now() - mended).toBeLessThan(5_000);
    }
    expect(await tasksOf(1)).toEqual([0, 0]);
  });

  it('is stopped, crashed and started again while much is written: nothing is lost or doubled', async () => {
    let task = 0;
    let refused = 0;
    for (const mode of ['immediate', 'fast', 'immediate'] as const) {
      const until = task + 200;
      const restarted = server.stop(mode).then(() => server.start());
      while (task < until || refused === 0) {
        if ((await appendAtLast(logger, [progress(1, taskEvents(task++, 1))])) !== undefined) refused++;
      }
      await restarted;
    }
    expect(await tasksOf(1)).toEqual(Array.from({ length: task }, (_, i) => i));
  });

  it('ends our connections, as its administrator can: they are made again', async () => {
    const others = 'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()';
    await server.query(`${others} AND application_name = 'daggyd'`);
    await appendAtLast(logger, [progress(1, taskEvents(0, 1))]);
    expect(await tasksOf(1)).toEqual([0]);
  });

  it.each([
    [
      'takes no changes',
      'SET default_transaction_read_only = on',
      'RESET default_transaction_read_only',
      'is read-only',
    ],
    ['takes no more connections', 'CONNECTION LIMIT 0', 'CONNECTION LIMIT -1', 'takes no more connections'],
  ])('%s for a while: appends wait for it', async (_, change, mend, reason) => {
    await logger.close();
    await server.query(`
      DROP SCHEMA daggy CASCADE;
      CREATE ROLE clerk LOGIN PASSWORD 'pen';
      GRANT CREATE ON DATABASE postgres TO clerk;
    `);
    const clerk = { ...server.connection, user: 'clerk', password: 'pen' };
    logger = new PostgresLogger(postgresOptions(clerk), () => undefined);
    await logger.open();
    const endConnections = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'clerk'";
    await server.query(`ALTER ROLE clerk ${change}; ${endConnections}`);
    const entries = [submission(1)];
    let refusal = '';
    while (!refusal.includes(reason)) refusal = await refusalOf(logger.append(entries));
    await server.query(`ALTER ROLE clerk ${mend}; ${endConnections}`);
    await appendAtLast(logger, entries);
    expect((await logger.read(1)).document).toBe('{"run":1}');
    await logger.close();
    await server.query('DROP SCHEMA daggy CASCADE; DROP OWNED BY clerk; DROP ROLE clerk');
  });

  it('takes rights away from daggyd: appends wait until they are given back', async () => {
    await logger.close();
    await server.query(`
      DROP SCHEMA daggy CASCADE;
      CREATE ROLE clerk LOGIN PASSWORD 'pen';
      GRANT CREATE ON DATABASE postgres TO clerk;
    `);
    const clerk = { ...server.connection, user: 'clerk', password: 'pen' };
    logger = new PostgresLogger(postgresOptions(clerk), () => undefined);
    await logger.open();
    await server.query('REVOKE ALL ON ALL TABLES IN SCHEMA daggy FROM clerk');
    const entries = [submission(1)];
    expect(await refusalOf(logger.append(entries))).toContain('does not let this user do what a state logger must do');
    await server.query('GRANT ALL ON ALL TABLES IN SCHEMA daggy TO clerk');
    await logger.append(entries);
    expect((await logger.read(1)).document).toBe('{"run":1}');
    await logger.close();
    await server.query('DROP SCHEMA daggy CASCADE; DROP OWNED BY clerk; DROP ROLE clerk');
  });

  it('loses the connection when it was just taken: opened again, it waits for nobody', async () => {
    await logger.close();
    proxy.onRequest((request) => (request.includes('.claim(') ? 'cut-after' : 'forward'));
    await expect(logger.open()).rejects.toMatchObject({ code: 'store-unavailable' });
    proxy.heal();
    const start = performance.now();
    expect(await logger.open()).toMatchObject({ fencingToken: 3, nextRunID: 2 });
    expect(performance.now() - start).toBeLessThan(2_000);
  });

  it('is not taken for silent while it is sent much, and while it answers', async () => {
    const document = 'd'.repeat(40_000_000);
    await Promise.all([logger.append([submission(2, document)]), logger.read(1)]);
    expect((await logger.read(2)).document === document).toBe(true);
  });

  it.each([
    ['is frozen', () => Promise.resolve(server.freeze()), () => Promise.resolve(server.thaw())],
    ['is away', () => server.stop(), () => server.start()],
  ])('%s when daggyd ends: closing does not wait long for it', async (_, fail, mend) => {
    await fail();
    const start = performance.now();
    await logger.close();
    expect(performance.now() - start).toBeLessThan(6_000);
    await mend();
  });

  it.each([
    ['is not there', () => server.stop(), () => server.start()],
    ['is frozen', () => Promise.resolve(server.freeze()), () => Promise.resolve(server.thaw())],
  ])('%s at the start: opening is refused with what to check, and works later', async (_, fail, mend) => {
    await logger.close();
    await fail();
    const { port } = server.connection;
    logger = loggerAt(port);
    await expect(logger.open()).rejects.toMatchObject({
      code: 'store-unavailable',
      message: expect.stringMatching(
        new RegExp(`^Postgres at 127.0.0.1:${port} \\(.+\\) cannot be reached \\(.+\\): check that it runs`),
      ),
    });
    await mend();
    expect(await logger.open()).toMatchObject({ nextRunID: 2 });
  });
});
