import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Database } from 'better-sqlite3';
import type { SqliteOptions } from './config';
import { codeOf, explainError } from './explain-error';
import { checkForgotten, checkStructure, checkTables } from './integrity';
import { loadSqlite } from './load-sqlite';
import { migrate, prepareSchema } from './schema';
import { checkLog } from './wal-check';

/** Checkpoints are taken by the commit that passes this many pages of 4 KiB: some ms each, and never on the event loop. */
const WAL_PAGES = 1_000;
/** What is left of the write-ahead log after a large transaction, in bytes. */
const WAL_FILE_LIMIT = 16 * 1024 * 1024;
/** How long to wait for another program (a person's sqlite3) that writes, in ms. */
const BUSY_TIMEOUT = 5_000;

export interface OwnedDatabase {
  readonly db: Database;
  /** Closes the database, then lets go of the lock. */
  close(): void;
}

/**
 * Opens the file for the one daggyd that owns it; the directory (mode 0700), the file (0600) and its tables are made
 * where they are missing. Rejects with a message for people.
 */
export async function openOwned({ file, synchronous }: SqliteOptions): Promise<OwnedDatabase> {
  const Sqlite = await loadSqlite();
  const opened: Database[] = [];
  const close = (): void => {
    for (const database of opened.splice(0).reverse()) database.close();
  };
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    opened.push(lock(new Sqlite(lockFile(file), { timeout: 0 }), file));
    if (synchronous === 'full') checkLog(file);
    createPrivate(file);
    const db = new Sqlite(file, { timeout: BUSY_TIMEOUT });
    opened.push(db);
    checkStructure(db);
    prepareSchema(db, file);
    const fresh = new Sqlite(':memory:');
    opened.push(fresh);
    migrate(fresh, 0);
    checkTables(db, fresh);
    checkForgotten(db);
    db.pragma(`synchronous = ${synchronous}`);
    db.pragma(`wal_autocheckpoint = ${WAL_PAGES}`);
    db.pragma(`journal_size_limit = ${WAL_FILE_LIMIT}`);
    return { db, close };
  } catch (error) {
    close();
    throw new Error(explainError(file, error), { cause: error });
  }
}

/** A connection that only reads, beside the owner's. */
export async function openForReading({ file }: SqliteOptions): Promise<OwnedDatabase> {
  const Sqlite = await loadSqlite();
  try {
    const db = new Sqlite(file, { timeout: BUSY_TIMEOUT, readonly: true, fileMustExist: true });
    return { db, close: () => db.close() };
  } catch (error) {
    throw new Error(explainError(file, error), { cause: error });
  }
}

function lockFile(file: string): string {
  return `${file}-lock`;
}

/**
 * Held by an open transaction on an empty database beside the file: SQLite's own lock, so that it ends with the process
 * however that ends, and people can still look into the file itself while daggyd runs.
 */
function lock(db: Database, file: string): Database {
  try {
    db.exec('BEGIN EXCLUSIVE');
    return db;
  } catch (error) {
    db.close();
    if (!codeOf(error).startsWith('SQLITE_BUSY')) throw error;
    throw new Error(
      `${file} is in use by another daggyd, which holds ${lockFile(file)}: ` +
        'stop that one, or give this one a data directory or file of its own',
      { cause: error },
    );
  }
}

/**
 * Definitions may hold secrets. Only a missing file is touched: closing a descriptor of one that is open elsewhere in this
 * process would drop SQLite's POSIX locks on it.
 */
function createPrivate(file: string): void {
  try {
    closeSync(openSync(file, 'wx', 0o600));
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  }
}
