import { copyFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { eventsOf, expectEvents, progress, submission, taskEvents } from '../../../test/contract/state/sample-runs';
import { SqliteLogger } from './sqlite-logger';

const RUNS = 3;
const APPENDS = 40;
const TASKS = 25;

jest.setTimeout(60_000);

describe('a damaged database', () => {
  let folder: string;
  let file: string;
  let logger: SqliteLogger;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'daggy-damage-'));
    file = join(folder, 'daggy.db');
    logger = new SqliteLogger({ file, synchronous: 'full' });
    await logger.open();
    for (let runID = 1; runID <= RUNS; runID++) await logger.append([submission(runID, documentOf(runID))]);
  });
  afterEach(async () => {
    await logger.close();
    rmSync(folder, { recursive: true });
  });

  async function fill(): Promise<void> {
    for (let n = 0; n < APPENDS; n++) {
      await logger.append(Array.from({ length: RUNS }, (_, i) => progress(i + 1, taskEvents(n * TASKS, TASKS))));
    }
  }

  /** Changes the closed database as a person could, and opens it again. */
  async function edit(sql: string): Promise<void> {
    await logger.close();
    const db = new Sqlite(file);
    db.exec(sql);
    db.close();
    await logger.open();
  }

  it('has an event changed', async () => {
    await fill();
    await edit(`UPDATE journal SET events = replace(events, ',"on', ',"in') WHERE seq = 4`);
    const run = await logger.read(1);
    await expect(eventsOf(run)).rejects.toThrow(/daggy\.db.*the events of run 1 are not what was written at seq 4/);
    expect(await eventsOf(await logger.read(2))).toHaveLength(1 + 2 * APPENDS * TASKS);
  });

  it('has events of a newer version', async () => {
    await fill();
    await edit('UPDATE journal SET version = 2 WHERE seq = 5');
    const run = await logger.read(2);
    await expect(eventsOf(run)).rejects.toThrow(
      /daggy\.db is damaged: the events of run 2 cannot be read at seq 5: events of format version 2/,
    );
  });

  it('has lost events', async () => {
    await fill();
    await edit('DELETE FROM journal WHERE seq = 6');
    await expect(eventsOf(await logger.read(3))).rejects.toThrow(
      /daggy\.db is damaged: run 3 has 1951 of its 2001 events/,
    );
  });

  it('has a definition changed or lost', async () => {
    await edit(
      `UPDATE documents SET document = document || ' ' WHERE run_id = 1; DELETE FROM documents WHERE run_id = 2`,
    );
    await expect(logger.read(1)).rejects.toThrow('the definition of run 1 is not what was written');
    await expect(logger.read(2)).rejects.toThrow('the definition of run 2 is not what was written');
    expect((await logger.read(3)).document).toBe(documentOf(3));
  });

  it.each([
    ['the state of a run', `UPDATE runs SET state = 'KILLED' WHERE run_id = 2`, /the record of run 2 is not what was/],
    ['the event count of a run', `UPDATE runs SET event_count = 0 WHERE run_id = 3`, /the record of run 3 is not what/],
    ['a run less', `DELETE FROM runs WHERE run_id = 3`, /it has 2 of its 3 runs/],
    ['the next id', `UPDATE meta SET value = 1 WHERE name = 'next_run_id'`, /next_run_id is not what was written/],
    ['the number of runs', `DELETE FROM meta WHERE name = 'run_count'`, /run_count is not what was written/],
    [
      'the name of the store',
      `UPDATE owner SET store_id = iif(store_id LIKE 'f%', '0', 'f') || substr(store_id, 2)`,
      /it does not say whose it is/,
    ],
    ['a run that is being removed', `INSERT INTO forgotten VALUES (2)`, /run 2 is there and removed/],
    ['an index less', `DROP INDEX journal_run_id`, /the table or index journal_run_id is not as it was made/],
  ])('has %s changed: refused', async (_, sql, message) => {
    const refusal = await edit(sql).then(undefined, (error: Error) => error.message);
    expect(refusal).toMatch(message);
    expect(refusal).toContain(`${file} is damaged: `);
  });

  it('has its count of free pages changed: refused, before a page that is in use is taken for a free one', async () => {
    await logger.close();
    const bytes = readFileSync(file);
    bytes.writeUInt32BE(5, 36);
    writeFileSync(file, bytes);
    await expect(logger.open()).rejects.toThrow(/daggy\.db is damaged: .*[Ff]reelist.*: restore a backup/);
  });

  it('has events of one run in the place of those of another', async () => {
    await logger.append([progress(1, taskEvents(0, 3)), progress(2, taskEvents(3, 3))]);
    await edit('UPDATE journal SET run_id = 3 - run_id WHERE seq IN (4, 5)');
    for (const runID of [1, 2]) {
      await expect(eventsOf(await logger.read(runID))).rejects.toThrow(`the events of run ${runID} are not what was`);
    }
  });

  it('has the definition of one run in the place of that of another', async () => {
    await edit('DELETE FROM documents WHERE run_id = 1; UPDATE documents SET run_id = 1 WHERE run_id = 2');
    await expect(logger.read(1)).rejects.toThrow('the definition of run 1 is not what was written');
  });

  it('has been emptied beside its write-ahead log', async () => {
    await fill();
    const crashed = copyCrashed();
    truncateSync(crashed, 0);
    await expectRefusal(crashed, /its first page does not say that there is a write-ahead log, but there is one/);
  });

  it('has a write-ahead log that is damaged in the middle', async () => {
    await fill();
    const crashed = copyCrashed();
    const log = readFileSync(`${crashed}-wal`);
    log[Math.floor(log.length / 2)] ^= 1;
    writeFileSync(`${crashed}-wal`, log);
    await expectRefusal(
      crashed,
      /its write-ahead log, and \d+ or more commits behind that place would be lost: .*sqlite3/,
    );
    // What the message advises.
    const db = new Sqlite(crashed);
    db.pragma('wal_checkpoint(TRUNCATE)');
    db.close();
    const survivor = new SqliteLogger({ file: crashed, synchronous: 'full' });
    await survivor.open();
    const events = (await eventsOf(await survivor.read(1))).slice(1);
    await survivor.close();
    expect(events.length).toBeGreaterThan(0);
    expectEvents(events, taskEvents(0, events.length / 2));
  });

  it.each(['normal', 'off'] as const)(
    'has such a log after a power cut with synchronous=%s: nothing else was promised',
    async (synchronous) => {
      await fill();
      const crashed = copyCrashed();
      const log = readFileSync(`${crashed}-wal`);
      writeFileSync(`${crashed}-wal`, log.fill(0, log.length / 2, log.length / 2 + 8192));
      const survivor = new SqliteLogger({ file: crashed, synchronous });
      const { records } = await survivor.open();
      await survivor.close();
      expect(records).toHaveLength(RUNS);
    },
  );

  /** The file and its log as a kill of this process would leave them now. */
  function copyCrashed(): string {
    const crashed = join(folder, 'crashed.db');
    copyFileSync(file, crashed);
    copyFileSync(`${file}-wal`, `${crashed}-wal`);
    return crashed;
  }

  async function expectRefusal(crashed: string, message: RegExp): Promise<void> {
    const before = [readFileSync(crashed), readFileSync(`${crashed}-wal`)];
    const refused = new SqliteLogger({ file: crashed, synchronous: 'full' });
    await expect(refused.open()).rejects.toThrow(message);
    expect([readFileSync(crashed), readFileSync(`${crashed}-wal`)]).toEqual(before);
  }
});

/** Longer than a page, so that it has pages of its own. */
function documentOf(runID: number): string {
  return JSON.stringify({ run: runID, text: 'd'.repeat(10_000) });
}
