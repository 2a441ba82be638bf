import { spawn } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import Sqlite from 'better-sqlite3';
import { eventsOf, record, submission } from '../../../test/contract/state/sample-runs';
import { SqliteLogger } from './sqlite-logger';
import { APPLICATION_ID, SCHEMA_VERSION } from './schema';

describe('the file of SqliteLogger', () => {
  let folder: string;
  let file: string;
  let logger: SqliteLogger;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'daggy-sqlite-'));
    chmodSync(folder, 0o755);
    file = join(folder, 'daggy.db');
    logger = new SqliteLogger({ file, synchronous: 'full' });
  });
  afterEach(async () => {
    await logger.close();
    rmSync(folder, { recursive: true });
  });

  it('is made, with its folders, for the owner only', async () => {
    file = join(folder, 'a', 'b', 'daggy.db');
    logger = new SqliteLogger({ file, synchronous: 'full' });
    await logger.open();
    await logger.append([submission(1)]);
    expect(statSync(join(folder, 'a')).mode & 0o777).toBe(0o700);
    expect(statSync(join(folder, 'a', 'b')).mode & 0o777).toBe(0o700);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(`${file}-wal`).mode & 0o777).toBe(0o600);
  });

  it('says what it is, and gives space back', async () => {
    writeFileSync(file, '');
    await logger.open();
    await logger.close();
    const db = new Sqlite(file);
    expect(db.pragma('application_id', { simple: true })).toBe(APPLICATION_ID);
    expect(db.pragma('user_version', { simple: true })).toBe(SCHEMA_VERSION);
    expect(db.pragma('journal_mode', { simple: true })).toBe('wal');
    expect(db.pragma('auto_vacuum', { simple: true })).toBe(2);
    db.close();
  });

  it('is read as version 1 wrote it', async () => {
    const db = new Sqlite(file);
    db.pragma('auto_vacuum = INCREMENTAL');
    db.exec(readFileSync(join(__dirname, 'samples', 'schema-1.sql'), 'utf8'));
    db.close();
    const expected = record(3, { tag: 'nightly', idempotency: { key: 'k', bodyHash: 'ef' } });
    expect(await logger.open()).toMatchObject({ nextRunID: 5, records: [expected] });
    const run = await logger.read(3);
    expect(run.document).toBe('{"tasks":{"é":{}}}');
    expect(await eventsOf(run)).toEqual([
      { type: 'submitted', time: 1767225600000 },
      { type: 'run-state', time: 1767225600001, state: 'RUNNING' },
      { type: 'attempt-started', time: 1767225600001, task: 0, attempt: 1 },
    ]);
  });

  it('is written by its latest owner only, also when the lock was taken away', async () => {
    await logger.open();
    await logger.append([submission(1)]);
    rmSync(`${file}-lock`);
    const second = new SqliteLogger({ file, synchronous: 'full' });
    await second.open();
    await expect(logger.append([submission(2)])).rejects.toMatchObject({
      code: 'fenced',
      message: `another daggyd has taken over ${file}`,
    });
    await expect(logger.remove([1])).rejects.toMatchObject({ code: 'fenced' });
    await second.append([submission(2)]);
    await second.close();
  });

  it('is refused when it is not a database', async () => {
    writeFileSync(file, 'Dear diary, today I have written no database at all. '.repeat(100));
    await expect(logger.open()).rejects.toThrow(`${file} is not a SQLite database: name another file`);
  });

  it("is refused when it is another program's database", async () => {
    const db = new Sqlite(file);
    db.exec('CREATE TABLE bookmarks (url TEXT)');
    db.close();
    const before = readFileSync(file);
    await expect(logger.open()).rejects.toThrow(`${file} is the database of another program: name another file`);
    expect(readFileSync(file)).toEqual(before);
  });

  it('is refused when a newer daggyd wrote it', async () => {
    await logger.open();
    await logger.close();
    const db = new Sqlite(file);
    db.pragma(`user_version = ${SCHEMA_VERSION + 1}`);
    db.close();
    await expect(logger.open()).rejects.toThrow(
      `${file} was written by a newer daggyd (schema ${SCHEMA_VERSION + 1}, this one knows ${SCHEMA_VERSION}): run that`,
    );
  });

  it('is refused when its first page is torn off or cleared', async () => {
    await logger.open();
    await logger.append([submission(1)]);
    await logger.close();
    const whole = readFileSync(file);
    truncateSync(file, 1000);
    await expect(logger.open()).rejects.toThrow(/daggy\.db is (damaged|not a SQLite database)/);
    writeFileSync(file, whole.fill(0, 0, 4096));
    await expect(logger.open()).rejects.toThrow(/daggy\.db is (damaged|not a SQLite database)/);
  });

  it('cannot be a folder, or lie in a file', async () => {
    mkdirSync(file);
    await expect(logger.open()).rejects.toThrow(`${file} cannot be opened`);
    rmSync(file, { recursive: true });
    writeFileSync(file, '');
    const inside = new SqliteLogger({ file: join(file, 'daggy.db'), synchronous: 'full' });
    await expect(inside.open()).rejects.toThrow(
      /daggy\.db cannot be opened: it must be a file, in a folder .*(EEXIST|ENOTDIR)/,
    );
  });

  // The superuser may write anywhere, so this runs as somebody else where the tests run as root.
  it('is refused when the user may not write it', async () => {
    await logger.open();
    await logger.close();
    chmodSync(folder, 0o555);
    const script = `
      const { SqliteLogger } = require(${JSON.stringify(join(process.cwd(), 'dist/libs/state/sqlite/sqlite-logger.js'))});
      new SqliteLogger({ file: process.argv[1], synchronous: 'full' }).open().catch((error) => console.log(error.message));
    `;
    const asNobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
    const child = spawn(process.execPath, ['-e', script, file], { ...asNobody, cwd: '/' });
    const [said, failure] = await Promise.all([text(child.stdout), text(child.stderr)]);
    expect({ said, failure }).toEqual({
      said: expect.stringMatching(/daggy\.db (may not be written by this user|cannot be opened)/),
      failure: '',
    });
  });

  it('is refused while another process holds it, and free when that was killed', async () => {
    const script = `
      const { SqliteLogger } = require(${JSON.stringify(join(process.cwd(), 'dist/libs/state/sqlite/sqlite-logger.js'))});
      new SqliteLogger({ file: process.argv[1], synchronous: 'full' }).open().then(() => console.log('open'));
      setInterval(() => {}, 1000);
    `;
    const child = spawn(process.execPath, ['-e', script, file]);
    await new Promise((resolve) => child.stdout.once('data', resolve));
    await expect(logger.open()).rejects.toThrow(
      `${file} is in use by another daggyd, which holds ${file}-lock: stop that one`,
    );
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
    expect(await logger.open()).toMatchObject({ nextRunID: 1, records: [] });
  });

  it('can be looked into by people while it is open', async () => {
    await logger.open();
    await logger.append([submission(1, '{"a":1}', { tag: 'nightly' })]);
    const db = new Sqlite(file, { readonly: true });
    const query = db.prepare('SELECT run_id, tag, state, document FROM runs JOIN documents USING (run_id)');
    expect(query.all()).toEqual([{ run_id: 1, tag: 'nightly', state: 'QUEUED', document: '{"a":1}' }]);
    db.close();
  });
});
