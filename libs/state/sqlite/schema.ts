import type { Database } from 'better-sqlite3';
import { crc32 } from 'node:zlib';
import { cellsChecksum, documentChecksum, eventsChecksum } from './checksums';
import type { Cell } from './record-row';

/** "Dagg": in the header of every file of ours, so that no other program's database is taken for one. */
export const APPLICATION_ID = 0x44616767;

/**
 * Step n takes a file from schema version n to n + 1 (`PRAGMA user_version`); a new file goes through all of them. Never
 * edit a step that was released.
 *
 * runs: what lists show, one row a run; `event_count` is what its journal must add up to. documents: the definitions as
 * submitted, on their own because an update of `runs` would write them again. journal: the events, encoded by the core's
 * codec in format `version`, in the order of `seq` within a run. forgotten: runs that were removed and whose journals are
 * still being deleted. owner: one row; the token ascends with each daggyd that opens the file, and is looked at by each
 * write. `crc`: see checksums.ts.
 */
const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
  INSERT INTO meta VALUES ('next_run_id', 1);
  CREATE TABLE runs (
    run_id INTEGER PRIMARY KEY,
    tag TEXT NOT NULL,
    pool TEXT NOT NULL,
    state TEXT NOT NULL,
    submit_time INTEGER NOT NULL,
    start_time INTEGER,
    stop_time INTEGER,
    last_update INTEGER NOT NULL,
    task_count INTEGER NOT NULL,
    queued INTEGER NOT NULL,
    running INTEGER NOT NULL,
    retry INTEGER NOT NULL,
    completed INTEGER NOT NULL,
    errored INTEGER NOT NULL,
    killed INTEGER NOT NULL,
    idempotency_key TEXT,
    body_hash TEXT,
    event_count INTEGER NOT NULL
  );
  CREATE TABLE documents (run_id INTEGER PRIMARY KEY, crc INTEGER NOT NULL, document TEXT NOT NULL);
  CREATE TABLE journal (
    seq INTEGER PRIMARY KEY,
    run_id INTEGER NOT NULL,
    version INTEGER NOT NULL,
    crc INTEGER NOT NULL,
    events TEXT NOT NULL
  );
  CREATE INDEX journal_run_id ON journal (run_id);
  CREATE TABLE forgotten (run_id INTEGER PRIMARY KEY);
  `,
  `
  CREATE TABLE owner (store_id TEXT NOT NULL, fencing_token INTEGER NOT NULL);
  INSERT INTO owner VALUES (lower(hex(randomblob(8))), 0);
  `,
  // A row of version 2 that is damaged must not become valid: its crc, of the content alone, is looked at a last time.
  `
  ALTER TABLE meta ADD COLUMN crc INTEGER NOT NULL DEFAULT -1;
  INSERT INTO meta (name, value) SELECT 'run_count', count(*) FROM runs;
  UPDATE meta SET crc = cells_checksum(name, value);
  ALTER TABLE owner ADD COLUMN crc INTEGER NOT NULL DEFAULT -1;
  UPDATE owner SET crc = cells_checksum(store_id, fencing_token);
  ALTER TABLE runs ADD COLUMN crc INTEGER NOT NULL DEFAULT -1;
  UPDATE runs SET crc = cells_checksum(run_id, tag, pool, state, submit_time, start_time, stop_time, last_update,
    task_count, queued, running, retry, completed, errored, killed, idempotency_key, body_hash, event_count);
  UPDATE documents SET crc = document_checksum(run_id, CAST(document AS BLOB), crc);
  UPDATE journal SET crc = events_checksum(run_id, seq, events, crc);
  `,
];

export const SCHEMA_VERSION = MIGRATIONS.length;

/**
 * Makes sure that the file is ours and of this schema: a new one is set up, an older one is migrated, in one transaction.
 * Throws with a message for people when it belongs to another program or to a newer daggyd.
 */
export function prepareSchema(db: Database, file: string): void {
  const version = Number(db.pragma('user_version', { simple: true }));
  const owner = Number(db.pragma('application_id', { simple: true }));
  const tables = Number(db.prepare('SELECT count(*) FROM sqlite_schema').pluck().get());
  const isNew = owner === 0 && version === 0 && tables === 0;
  if (!isNew && owner !== APPLICATION_ID) {
    throw new Error(`${file} is the database of another program: name another file for the state logger`);
  }
  if (version > SCHEMA_VERSION) {
    throw new Error(
      `${file} was written by a newer daggyd (schema ${version}, this one knows ${SCHEMA_VERSION}): ` +
        'run that version, or name another file for the state logger',
    );
  }
  // Takes effect only before the first table is made; without it, removed runs would never give space back.
  if (isNew) db.pragma('auto_vacuum = INCREMENTAL');
  if (db.pragma('journal_mode = WAL', { simple: true }) !== 'wal') {
    throw new Error(`${file} cannot use a write-ahead log here: put it on a local file system`);
  }
  if (version === SCHEMA_VERSION) return;
  migrate(db, version);
}

/** Takes a database of this version, 0 for an empty one, to SCHEMA_VERSION. */
export function migrate(db: Database, version: number): void {
  db.function('cells_checksum', { varargs: true }, (...cells: Cell[]) => cellsChecksum(cells));
  db.function('document_checksum', (runID: number, document: Uint8Array, crc: number) =>
    crc32(document) === crc ? documentChecksum(runID, document) : -1,
  );
  db.function('events_checksum', (runID: number, seq: number, events: string, crc: number) =>
    crc32(events) === crc ? eventsChecksum(runID, seq, events) : -1,
  );
  db.transaction(() => {
    for (const step of MIGRATIONS.slice(version)) db.exec(step);
    db.pragma(`application_id = ${APPLICATION_ID}`);
    db.pragma(`user_version = ${SCHEMA_VERSION}`);
  }).immediate();
}
