import { readFileSync } from 'node:fs';
import { join } from 'node:path';
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
import { postgresBinaries, PostgresServer } from '../../../test/support/postgres-server';
import { type PostgresConfig, postgresOptions, postgresProblems } from './config';
import { PostgresLogger } from './postgres-logger';
import { SCHEMA_VERSION } from './schema';

jest.setTimeout(30_000);

describeWith('postgresql', postgresBinaries() !== undefined, 'what PostgresLogger keeps', () => {
  let server: PostgresServer;
  let logger: PostgresLogger;
  let store: string;
  let said: string[];

  beforeAll(async () => {
    server = await PostgresServer.start();
    store = `Postgres at 127.0.0.1:${server.connection.port} (database postgres, schema daggy)`;
  });
  afterAll(() => server.dispose());
  beforeEach(() => {
    said = [];
    logger = loggerWith({});
  });
  afterEach(async () => {
    await logger.close();
    await server.query('DROP SCHEMA IF EXISTS daggy CASCADE');
  });

  function loggerWith(changes: PostgresConfig): PostgresLogger {
    const options = postgresOptions({ ...server.connection, ...changes });
    return new PostgresLogger(options, (message) => said.push(message));
  }

  async function fill(): Promise<void> {
    await logger.open();
    await logger.append([submission(1), submission(2)]);
    for (let first = 0; first < 40; first += 10) await logger.append([progress(1, taskEvents(first, 10))]);
  }

  describe('for people', () => {
    const attempts = `SELECT task, attempt, task_name, started_at, stopped_at, cause, rc, next_state, retry_at, output_bytes,
      executor_log FROM daggy.attempts WHERE run_id = 1 ORDER BY task`;

    const TIMES = [-1, 253_402_300_800_123, 8_640_000_000_000_000, -210_866_803_199_999, 1e300, START + 0.5];
    const TEXTS = [
      '1969-12-31 23:59:59.999000 AD',
      '10000-01-01 00:00:00.123000 AD',
      '275760-09-13 00:00:00.000000 AD',
      '4714-11-24 00:00:00.001000 BC',
      null,
      '2026-01-01 00:00:00.000000 AD',
    ];
    const STARTED = "to_char(started_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US BC') AS started_at";

    it('has runs with exact times, before 1970 and after 9999, and says when a time is none', async () => {
      await logger.open();
      const runs = TIMES.map((time, i) => submission(i + 1, '{}', { startTime: time, tag: 'a\0b\ud800c' }));
      await logger.append(runs);
      const rows = await server.query(`SELECT tag, state, completed, ${STARTED} FROM
        (SELECT *, started AS started_at FROM daggy.runs) AS runs ORDER BY id`);
      expect(rows.map(({ started_at }) => started_at)).toEqual(TEXTS);
      expect(rows[0]).toMatchObject({ tag: 'a\ufffdb\ufffdc', state: 'QUEUED', completed: '4' });
      for (const { runID, record } of runs) expect((await logger.read(runID)).record).toEqual(record);
    });

    it('has an attempt as soon as it is started, and how it ended', async () => {
      await logger.open();
      const [started, finished] = taskEvents(7, 1);
      await logger.append([submission(1), progress(1, [started])]);
      const row = { task: 7, attempt: 1, task_name: 'task_7', started_at: new Date(START + 21), stopped_at: null };
      expect(await server.query(attempts)).toEqual([
        expect.objectContaining({ ...row, cause: null, next_state: null }),
      ]);
      await logger.append([progress(1, [finished])]);
      const times = { started_at: new Date(START + 22), stopped_at: new Date(START + 23) };
      const end = { cause: 'exit', rc: 1, next_state: 'COMPLETED', output_bytes: '7', executor_log: null };
      expect(await server.query(attempts)).toEqual([expect.objectContaining({ ...row, ...times, ...end })]);
    });

    it('has attempts that start and end at once, with what Postgres can store of their texts', async () => {
      await logger.open();
      await logger.append([submission(1)]);
      await logger.append([{ ...progress(1, EVERY_KIND), taskName: (task) => `t\0${task}` }]);
      const rows = await server.query(attempts);
      expect(rows).toHaveLength(2);
      expect(rows[1]).toMatchObject({
        task_name: 't\ufffd1',
        cause: 'spawn-error',
        rc: 127,
        next_state: 'RETRY',
        retry_at: new Date(START + 5_000),
        executor_log: 'no "x\\y"\n\ufffd\ufffd\u2028',
      });
    });

    it('has attempts with exact times too', async () => {
      await logger.open();
      const events = TIMES.map((time, task) => ({ type: 'attempt-started' as const, time, task, attempt: 1 }));
      await logger.append([submission(1)]);
      await logger.append([progress(1, events)]);
      const rows = await server.query(`SELECT ${STARTED} FROM daggy.attempts ORDER BY task`);
      expect(rows.map(({ started_at }) => started_at)).toEqual(TEXTS);
    });

    it('has each attempt once, of each run its own, however many runs and parts an append has', async () => {
      await logger.open();
      const runs = [1, 2, 3];
      await logger.append(runs.map((run) => submission(run)));
      const starts = taskEvents(0, 6_000).filter(({ type }) => type === 'attempt-started');
      await logger.append([progress(1, starts), progress(2, EVERY_KIND), progress(3, taskEvents(0, 9))]);
      await logger.append(runs.map((run) => progress(run, taskEvents(7_000, run * 10))));
      const rows =
        await server.query(`SELECT run_id::int AS run, count(*)::int AS attempts, count(next_state)::int AS ended,
        count(DISTINCT (task, attempt, task_name))::int AS different FROM daggy.attempts GROUP BY 1 ORDER BY 1`);
      expect(rows).toEqual([
        { run: 1, attempts: 6_010, ended: 10, different: 6_010 },
        { run: 2, attempts: 22, ended: 22, different: 22 },
        { run: 3, attempts: 39, ended: 39, different: 39 },
      ]);
    });

    it('has words about every table and view', async () => {
      await logger.open();
      const silent = await server.query(`SELECT relname FROM pg_class WHERE relnamespace = 'daggy'::regnamespace
        AND relkind IN ('r', 'v') AND obj_description(oid, 'pg_class') IS NULL`);
      expect(silent).toEqual([]);
    });
  });

  it('is all removed with a run, also by a removal that was cut short', async () => {
    await fill();
    await logger.append([submission(3, 'd'.repeat(2_000_000)), submission(4)]);
    await logger.append([progress(3, taskEvents(0, 5_000)), progress(4, EVERY_KIND)]);
    await logger.remove([3, 3]);
    expect(await rowsOf('run_id <> 1 AND run_id <> 2 AND run_id <> 4')).toBe(0);
    await logger.close();
    await server.query('DELETE FROM daggy.runs WHERE id = 4; INSERT INTO daggy.forgotten VALUES (4)');
    expect((await logger.open()).records.map(({ runID }) => runID)).toEqual([1, 2]);
    expect(await rowsOf('run_id = 4')).toBe(0);
    await logger.remove([1, 2]);
    expect(await rowsOf('true')).toBe(0);
    expect(await server.query('SELECT * FROM daggy.forgotten')).toEqual([]);
  });

  async function rowsOf(condition: string): Promise<number> {
    const counts = ['attempt_starts', 'attempt_ends', 'documents', 'journal', 'forgotten'].map(
      (table) => `(SELECT count(*) FROM daggy.${table} WHERE ${condition})`,
    );
    const [{ rows }] = await server.query(`SELECT (${counts.join(' + ')})::int AS rows`);
    return Number(rows);
  }

  it('is in its schema, beside those of others', async () => {
    const other = loggerWith({ schema: 'Other "one"' });
    await other.open();
    await other.append([submission(1, 'other')]);
    await fill();
    await logger.remove([1, 2]);
    expect((await other.read(1)).document).toBe('other');
    await other.close();
    await server.query('DROP SCHEMA "Other ""one""" CASCADE');
  });

  it('is read as version 1 wrote it', async () => {
    await server.query(readFileSync(join(__dirname, 'samples', 'schema-1.sql'), 'utf8'));
    const expected = record(3, { tag: 'nightly', idempotency: { key: 'k', bodyHash: 'ef' } });
    expect(await logger.open()).toMatchObject({ fencingToken: 2, nextRunID: 4, records: [expected] });
    const run = await logger.read(3);
    expect(run.document).toBe('{"tasks":{"é":{}}}');
    expect(await eventsOf(run)).toEqual([...submission(3).events, ...taskEvents(0, 1)]);
  });

  it('is refused when a newer daggyd wrote it', async () => {
    await fill();
    await logger.close();
    await server.query('INSERT INTO daggy.daggy_migrations VALUES ($1)', [SCHEMA_VERSION + 1]);
    await expect(logger.open()).rejects.toThrow(
      `${store} was written by a newer daggyd (schema version ${SCHEMA_VERSION + 1}, this one knows ${SCHEMA_VERSION}): run`,
    );
  });

  it('is refused, and left alone, when the schema holds tables of another program', async () => {
    await server.query('CREATE SCHEMA daggy; CREATE TABLE daggy.bookmarks (url text)');
    await expect(logger.open()).rejects.toThrow(`${store} holds tables of another program: give`);
    const tables = await server.query("SELECT tablename FROM pg_tables WHERE schemaname = 'daggy'");
    expect(tables).toEqual([{ tablename: 'bookmarks' }]);
  });

  it.each([
    [
      "UPDATE daggy.journal SET events = replace(events, ',1', ',2') WHERE seq = 4",
      /the events of run 1 are damaged at seq 4/,
    ],
    [
      'UPDATE daggy.journal SET version = 2 WHERE seq = 4',
      /events of run 1 cannot be read at seq 4: events of format version 2/,
    ],
    ['DELETE FROM daggy.journal WHERE seq = 4', /run 1 has 61 of its 81 events/],
    ["UPDATE daggy.documents SET content = 'x' WHERE run_id = 1", /the definition of run 1 is damaged or missing/],
    ['DELETE FROM daggy.documents WHERE run_id = 1', /the definition of run 1 is damaged or missing/],
  ])('is refused where it is damaged: %s', async (damage, reason) => {
    await fill();
    await server.query(damage);
    const read = async (): Promise<unknown> => eventsOf(await logger.read(1));
    await expect(read()).rejects.toThrow(reason);
    await expect(read()).rejects.toThrow(`${store} is damaged: `);
    expect(await eventsOf(await logger.read(2))).toHaveLength(1);
  });

  it.each([
    ["UPDATE daggy.runs SET record = replace(record, 'RUNNING', 'KILLED') WHERE id = 1", /record of run 1 is damaged/],
    ['UPDATE daggy.runs SET record_version = 2 WHERE id = 1', /the record of run 1 has version 2/],
    ['DELETE FROM daggy.store', /does not say whose it is/],
    ['DROP TABLE daggy.store CASCADE', /tables or functions of it are missing/],
  ])('cannot be opened where it is damaged: %s', async (damage, reason) => {
    await fill();
    await logger.close();
    await server.query(damage);
    await expect(logger.open()).rejects.toThrow(reason);
    await expect(logger.open()).rejects.not.toMatchObject({ code: 'store-unavailable' });
  });

  it.each<[PostgresConfig, RegExp]>([
    [{ password: 'wrong' }, /refuses the password or the user: check .*password authentication failed/],
    [{ user: 'nobody' }, /refuses the password or the user/],
    [{ database: 'nowhere' }, /has no such database: create it/],
  ])('is not opened with %j, for good, and without telling the password', async (changes, reason) => {
    logger = loggerWith(changes);
    const error: Error = await logger.open().then(
      () => new Error('it is open'),
      (refusal: Error) => refusal,
    );
    expect(error.message).toMatch(reason);
    expect(error).not.toHaveProperty('code');
    expect(error.message).not.toContain(changes.password ?? server.connection.password);
  });

  it.each([
    ['postgres://daggy:top/secret@localhost/work', '"/" is %2F'],
    ['postgres://daggy:12/secret@localhost/work', '"/" is %2F'],
    ['postgres://daggy:12#secret@localhost/work', '"#" is %23'],
    ['postgres://daggy:12?secret@localhost/work', '"?" is %3F'],
    ['postgres://daggy:secret%@localhost/work', '"%" is %25'],
    ['postgres://daggy:secret@localhost:65536/work', 'must be like postgres://USER:PASSWORD@HOST:PORT/DATABASE'],
  ])('is not looked for at %s, which is no address', (url, hint) => {
    const problems = postgresProblems({ url, host: 'localhost' });
    expect(problems.map(({ pointer }) => pointer)).toEqual(['/url', '/host']);
    expect(problems[0].message).toContain(hint);
    expect(JSON.stringify(problems)).not.toContain('secret');
    expect(() => postgresOptions({ url })).toThrow('config of PostgresLogger: "url" must be like');
  });

  it.each(['postgres:///work?host=/run/postgresql', 'postgresql://daggy:a%2Fb%40@[::1]:5433/work', 'postgres://'])(
    'may be at %s',
    (url) => {
      expect(postgresProblems({ url, schema: 'daggy' })).toEqual([]);
    },
  );

  it('is not opened by somebody who may not make a schema, or use it', async () => {
    await server.query("CREATE ROLE guest LOGIN PASSWORD 'pen'");
    const guest = loggerWith({ user: 'guest', password: 'pen' });
    await expect(guest.open()).rejects.toThrow(/does not let this user do what a state logger must do/);
    await logger.open();
    await logger.close();
    await expect(guest.open()).rejects.toThrow(/does not let this user do what a state logger must do/);
    await server.query('DROP ROLE guest');
  });

  it('is not opened in a database that cannot hold every text', async () => {
    await server.query("CREATE DATABASE latin ENCODING 'LATIN1' TEMPLATE template0");
    await expect(loggerWith({ database: 'latin' }).open()).rejects.toThrow(/keeps texts in LATIN1/);
    await server.query('DROP DATABASE latin');
  });

  it('says what the server does not do for its safety', async () => {
    await logger.open();
    expect(said).toEqual([]);
    await logger.close();
    await server.stop();
    await server.start({ fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' });
    await logger.open();
    expect(said).toEqual([
      `A power cut can lose or damage everything at ${store}: it has "fsync = off". Set it to on.`,
      expect.stringContaining('"full_page_writes = off"'),
      expect.stringContaining('"synchronous_commit = off"'),
    ]);
  });

  it('is found by a URL too', async () => {
    await fill();
    await logger.close();
    const { host, port, user, password, database } = server.connection;
    const url = `postgres://${user}:${encodeURIComponent(password)}@${host}:${port}/${database}`;
    logger = new PostgresLogger(postgresOptions({ url }), () => undefined);
    expect((await logger.open()).nextRunID).toBe(3);
    await expect(logger.read(9)).rejects.toThrow('there is no run 9');
  });
});
