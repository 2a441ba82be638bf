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
    await expect(eventsOf(run)).rejects.toThrow(/daggy\.db.*the events of run 1 are damaged at seq 4/);
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
    await expect(logger.read(1)).rejects.toThrow('the definition of run 1 is damaged or missing');
    await expect(logger.read(2)).rejects.toThrow('the definition of run 2 is damaged or missing');
    expect((await logger.read(3)).document).toBe(documentOf(3));
  });

  it.each([
    ['state', "'SLEEPING'"],
    ['completed', "'many'"],
    ['submit_time', "x'00'"],
  ])('has a record with a wrong %s', async (column, value) => {
    await expect(edit(`UPDATE runs SET ${column} = ${value} WHERE run_id = 2`)).rejects.toThrow(
      `${file} is damaged: the record of run 2 is damaged (column ${column})`,
    );
  });

  it('has any one page cleared: refused, or what is read is right', async () => {
    await fill();
    await logger.close();
    const whole = readFileSync(file);
    let refused = 0;
    for (let at = 0; at < whole.length; at += 4096) {
      writeFileSync(file, Buffer.from(whole).fill(0, at, at + 4096));
      refused += await countRefusals();
      rmSync(`${file}-wal`, { force: true });
    }
    expect(refused).toBeGreaterThan(0);
  });

  it('has its end torn off anywhere: refused, or what is read is right', async () => {
    await fill();
    await logger.close();
    const whole = readFileSync(file);
    let refused = 0;
    for (let length = whole.length - 2048; length > 0; length -= 3 * 4096) {
      writeFileSync(file, whole.subarray(0, length));
      refused += await countRefusals();
      rmSync(`${file}-wal`, { force: true });
    }
    expect(refused).toBeGreaterThan(0);
  });

  it('has the end of its write-ahead log torn off: starts with the appends before it', async () => {
    await fill();
    const crashed = join(folder, 'crashed.db');
    let kept = 0;
    for (const part of [1, 0.9, 0.77, 0.5, 0.31, 0.1]) {
      copyFileSync(file, crashed);
      copyFileSync(`${file}-wal`, `${crashed}-wal`);
      truncateSync(`${crashed}-wal`, Math.floor(readFileSync(`${file}-wal`).length * part));
      const survivor = new SqliteLogger({ file: crashed, synchronous: 'full' });
      const { records } = await survivor.open();
      const lengths = await Promise.all(
        records.map(async ({ runID }) => {
          const events = (await eventsOf(await survivor.read(runID))).slice(1);
          expectEvents(events, taskEvents(0, events.length / 2));
          return events.length;
        }),
      );
      expect(new Set(lengths).size).toBeLessThanOrEqual(1);
      kept += lengths[0] ?? 0;
      await survivor.close();
      for (const suffix of ['', '-wal', '-shm', '-lock']) rmSync(crashed + suffix, { force: true });
    }
    expect(kept).toBeGreaterThan(2 * APPENDS * TASKS);
  });

  /** How many of opening and reading the runs fail; what does not fail must be exactly what was written. */
  async function countRefusals(): Promise<number> {
    const opened = await attempt(() => logger.open());
    if (opened === undefined) return 1;
    expect(opened.records.map(({ runID }) => runID)).toEqual([1, 2, 3]);
    let refusals = 0;
    for (let runID = 1; runID <= RUNS; runID++) {
      const read = await attempt(async () => {
        const run = await logger.read(runID);
        return { document: run.document, events: await eventsOf(run) };
      });
      if (read === undefined) refusals++;
      else {
        expect(read.document).toBe(documentOf(runID));
        expectEvents(read.events, [...submission(1).events, ...WRITTEN]);
      }
    }
    await logger.close();
    return refusals;
  }

  /** Undefined when it is refused with a message that names the file. */
  async function attempt<T>(action: () => Promise<T>): Promise<T | undefined> {
    try {
      return await action();
    } catch (error) {
      expect((error as Error).message).toContain(file);
      return undefined;
    }
  }
});

const WRITTEN = taskEvents(0, APPENDS * TASKS);

/** Longer than a page, so that it has pages of its own. */
function documentOf(runID: number): string {
  return JSON.stringify({ run: runID, text: 'd'.repeat(10_000) });
}
