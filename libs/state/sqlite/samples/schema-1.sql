-- A database of schema 1, as the first release wrote it. Never edit it: newer versions must migrate it.
PRAGMA application_id = 1147234151;
PRAGMA user_version = 1;
CREATE TABLE meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO meta VALUES ('next_run_id', 5);
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
INSERT INTO runs VALUES (3, 'nightly', 'default', 'RUNNING', 1767225600000, 1767225600001, NULL, 1767225600001, 6,
  1, 2, 3, 4, 5, 6, 'k', 'ef', 3);
CREATE TABLE documents (run_id INTEGER PRIMARY KEY, crc INTEGER NOT NULL, document TEXT NOT NULL);
INSERT INTO documents VALUES (3, 1282426709, '{"tasks":{"é":{}}}');
CREATE TABLE journal (
  seq INTEGER PRIMARY KEY,
  run_id INTEGER NOT NULL,
  version INTEGER NOT NULL,
  crc INTEGER NOT NULL,
  events TEXT NOT NULL
);
INSERT INTO journal VALUES (1, 3, 1, 1249564374, '[[0,1767225600000]]');
INSERT INTO journal VALUES (6, 3, 1, 2729463659, '[[1,1767225600001,1],[4,0,0,1]]');
CREATE INDEX journal_run_id ON journal (run_id);
CREATE TABLE forgotten (run_id INTEGER PRIMARY KEY);
