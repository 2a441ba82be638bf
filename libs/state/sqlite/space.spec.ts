import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import Sqlite from 'better-sqlite3';
import { eventsOf, progress, submission, taskEvents } from '../../../test/contract/state/sample-runs';
import { openOwned } from './open-database';
import { SqliteLogger } from './sqlite-logger';
import { WriteStore } from './write-store';

jest.setTimeout(30_000);

describe('the space of SqliteLogger', () => {
  let folder: string;
  let file: string;
  let logger: SqliteLogger;
  let child: ChildProcess | undefined;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'daggy-space-'));
    file = join(folder, 'daggy.db');
    logger = new SqliteLogger({ file, synchronous: 'full' });
  });
  afterEach(async () => {
    child?.kill('SIGKILL');
    await logger.close();
    rmSync(folder, { recursive: true });
  });

  it('is given back when runs are removed', async () => {
    await logger.open();
    await logger.append([submission(1), submission(2, 'd'.repeat(20_000_000))]);
    for (let first = 0; first < 100_000; first += 10_000) await logger.append([progress(2, taskEvents(first, 10_000))]);
    await logger.append([progress(1, taskEvents(0, 10))]);
    const full = statSync(file).size;
    await logger.remove([2]);
    expect(full).toBeGreaterThan(22_000_000);
    expect(statSync(file).size).toBeLessThan(200_000);
    expect(statSync(`${file}-wal`).size).toBeLessThanOrEqual(16 * 1024 * 1024);
    expect(await eventsOf(await logger.read(1))).toHaveLength(21);
  });

  it('is given back after a removal that was cut short', async () => {
    await logger.open();
    await logger.append([submission(1), submission(2)]);
    await logger.append([progress(1, taskEvents(0, 20_000)), progress(2, taskEvents(0, 10))]);
    await logger.close();
    const store = new WriteStore(await openOwned({ file, synchronous: 'full' }));
    store.forget([1]);
    store.close();

    const { records } = await logger.open();
    expect(records.map(({ runID }) => runID)).toEqual([2]);
    await logger.close();
    const db = new Sqlite(file);
    expect(db.prepare('SELECT DISTINCT run_id FROM journal').pluck().all()).toEqual([2]);
    expect(db.prepare('SELECT count(*) FROM forgotten').pluck().get()).toBe(0);
    expect(db.pragma('freelist_count', { simple: true })).toBe(0);
    db.close();
  });

  it('is not grown by many appends beyond what they hold: the write-ahead log stays short', async () => {
    await logger.open();
    await logger.append([submission(1)]);
    for (let n = 0; n < 1_500; n++) await logger.append([progress(1, taskEvents(n * 10, 10))]);
    expect(statSync(`${file}-wal`).size).toBeLessThan(8_000_000);
  });

  // A real limit of the kernel on the size of files stands for the full disk; it is lifted from outside.
  it('runs out: appends fail with the reason, and work again when there is room', async () => {
    const script = join(__dirname, 'samples', 'append-on-request.mjs');
    const writer = spawn(process.execPath, [script, file], { stdio: ['pipe', 'pipe', 'inherit'] });
    child = writer;
    const lines = createInterface({ input: writer.stdout })[Symbol.asyncIterator]();
    const append = async (runs: number): Promise<string> => {
      writer.stdin.write(`${runs}\n`);
      return String((await lines.next()).value);
    };
    expect(await append(1)).toBe('appended');
    limitFileSize(writer, '600000:unlimited');
    const refusals = [await append(300), await append(300)];
    for (const refusal of refusals)
      expect(refusal).toMatch(/daggy\.db cannot (grow: the disk is full|be read or written)/);
    expect(await append(1)).toBe('appended');
    limitFileSize(writer, 'unlimited:unlimited');
    expect(await append(300)).toBe('appended');
    writer.stdin.end();
    await once(writer, 'exit');

    const { records } = await logger.open();
    expect(records).toHaveLength(302);
    for (const { runID } of records) expect(await eventsOf(await logger.read(runID))).toHaveLength(1 + 400);
  });
});

function limitFileSize({ pid }: ChildProcess, limit: string): void {
  execFileSync('prlimit', [`--pid=${pid}`, `--fsize=${limit}`]);
}
